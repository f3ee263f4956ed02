//! Reading the files that define entities.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::disk::discover::Listed;
use crate::disk::model::relative_path;
use crate::ground::source::SourceFile;
use crate::yaml::fault::Fault;
use crate::yaml::parse::Limits;
use crate::yaml::read::decode;

/// The result of reading a file.
#[derive(Debug)]
pub enum Reading {
    /// Its text.
    Text(Arc<SourceFile>),
    /// A file that could not be read or decoded: its readable start, and the fault.
    Refused(Arc<SourceFile>, Fault),
    /// A tracked file that does not exist, or is not a plain file.
    Absent,
}

/// Reads files relative to a folder.
#[derive(Clone, Debug)]
pub struct Reader<'r> {
    /// The folder.
    pub here: &'r Path,
    /// The limits for a file.
    pub limits: Limits,
    /// A file whose content comes from standard input, and its bytes.
    pub given: Option<(PathBuf, Vec<u8>)>,
}

impl Reader<'_> {
    /// Reads the bytes of a file into `into`, which is cleared first. At most one byte over the limit is read.
    ///
    /// # Errors
    /// Returns any I/O error.
    pub fn bytes(&self, listed: &Listed, into: &mut Vec<u8>) -> std::io::Result<()> {
        into.clear();
        if let Some((path, bytes)) = &self.given
            && *path == listed.path
        {
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

    /// Reads the text of a file, with `buffer` for its bytes.
    pub fn read(&self, listed: &Listed, buffer: &mut Vec<u8>) -> Reading {
        let name = relative_path(&listed.path, Path::new(""));
        match self.bytes(listed, buffer) {
            Ok(()) => match decode(&name, buffer, &self.limits) {
                Ok(file) => Reading::Text(file),
                Err(undecodable) => {
                    let (file, fault) = *undecodable;
                    Reading::Refused(file, fault)
                }
            },
            Err(error) if error.kind() == ErrorKind::NotFound && !listed.plain => Reading::Absent,
            Err(error) => {
                let fault = Fault::unreadable(&error.to_string());
                Reading::Refused(SourceFile::new(name, ""), fault)
            }
        }
    }
}
