//! Reading the files that define entities.

use crate::disk::discover::ListedFile;
use crate::disk::model::relative_path;
use crate::ground::finding::Finding;
use crate::ground::source::SourceFile;
use crate::yaml::fault::Fault;
use crate::yaml::parse::Limits;
use crate::yaml::read::decode;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

#[derive(Debug)]
pub(crate) enum ReadResult {
    Text(Arc<SourceFile>),
    /// The readable start of a file that could not be read or decoded, and the fault.
    Refused(Arc<SourceFile>, Fault),
    /// A tracked file that does not exist, or is not a plain file.
    Absent,
}

#[derive(Debug)]
pub(crate) struct PortFileReader<'r> {
    pub here: &'r Path,
    /// How large a file may be, and how deeply nested.
    pub limits: Limits,
    /// Bytes that stand in for files, by path as listed: from standard input, or not saved yet.
    pub texts: BTreeMap<PathBuf, Vec<u8>>,
    reads: AtomicUsize,
}

impl<'r> PortFileReader<'r> {
    pub(crate) fn new(here: &'r Path) -> Self {
        Self { here, limits: Limits::default(), texts: BTreeMap::new(), reads: AtomicUsize::new(0) }
    }

    /// Returns how many reads there were. A file that was read twice counts twice.
    pub(crate) fn reads(&self) -> usize {
        self.reads.load(Ordering::Relaxed)
    }

    /// Replaces the content of `into` with the file's bytes, up to one more than the limit.
    pub(crate) fn bytes(&self, listed: &ListedFile, into: &mut Vec<u8>) -> std::io::Result<()> {
        into.clear();
        self.reads.fetch_add(1, Ordering::Relaxed);
        if let Some(bytes) = self.texts.get(&listed.path) {
            into.extend_from_slice(bytes);
            return Ok(());
        }
        let path = self.here.join(&listed.path);
        // Opening a pipe would block until somebody writes to it.
        if !listed.plain && !std::fs::symlink_metadata(&path)?.is_file() {
            return Err(ErrorKind::NotFound.into());
        }
        File::open(path)?.take(self.limits.bytes as u64 + 1).read_to_end(into).map(|_| ())
    }

    pub(crate) fn read(&self, listed: &ListedFile, buffer: &mut Vec<u8>) -> ReadResult {
        let name = relative_path(&listed.path, Path::new(""));
        match self.bytes(listed, buffer) {
            Ok(()) => match decode(&name, buffer, &self.limits) {
                Ok(file) => ReadResult::Text(file),
                Err(undecodable) => {
                    let (file, fault) = *undecodable;
                    ReadResult::Refused(file, fault)
                }
            },
            Err(error) if error.kind() == ErrorKind::NotFound && !listed.plain => ReadResult::Absent,
            Err(error) => {
                let fault = Fault::unreadable(&error.to_string());
                ReadResult::Refused(SourceFile::new(name, ""), fault)
            }
        }
    }
}

/// Reads a file that is not in a listing. Findings call it `name`.
pub(crate) fn read_source(path: &Path, name: &str) -> std::io::Result<Result<Arc<SourceFile>, Box<Finding>>> {
    let limits = Limits::default();
    let mut bytes = Vec::new();
    File::open(path)?.take(limits.bytes as u64 + 1).read_to_end(&mut bytes)?;
    Ok(decode(name, &bytes, &limits).map_err(|refused| Box::new(refused.1.finding(&refused.0))))
}

/// The largest baseline, snapshot or list of files that is read, in MiB: more than the largest portal needs.
const MAX_INPUT_MIB: u64 = 256;

/// Reads a file that a flag names, which may be a pipe or a device, up to a limit.
pub(crate) fn read_input(source: impl Read) -> std::io::Result<Vec<u8>> {
    read_up_to(source, MAX_INPUT_MIB)
}

/// The largest file of settings or certificates that is read, in MiB.
const MAX_SETTINGS_MIB: u64 = 4;

/// Reads a file of settings or certificates, up to a limit.
pub(crate) fn read_settings(path: &Path) -> std::io::Result<Vec<u8>> {
    read_up_to(File::open(path)?, MAX_SETTINGS_MIB)
}

fn read_up_to(source: impl Read, mib: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = mib << 20;
    source.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(std::io::Error::new(ErrorKind::FileTooLarge, format!("it is larger than {mib} MiB")));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_without_end_is_refused() {
        let error = read_input(std::io::repeat(b'x')).expect_err("it has no end");
        assert_eq!(error.to_string(), "it is larger than 256 MiB");
        assert_eq!(read_input(&b"text"[..]).expect("it ends"), b"text");
    }
}
