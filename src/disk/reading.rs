//! Reading the files that hold entities.

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

/// What a file gave.
#[derive(Debug)]
pub enum Reading {
    /// Its text.
    Text(Arc<SourceFile>),
    /// No text: a fault, and what can be shown of it.
    Refused(Arc<SourceFile>, Fault),
    /// Nothing: git tracks it, and it is not there, or it is no plain file.
    Absent,
}

/// Reads files relative to a folder.
#[derive(Clone, Debug)]
pub struct Reader<'r> {
    /// The folder.
    pub here: &'r Path,
    /// What a file may ask of the reader.
    pub limits: Limits,
    /// A file whose text was given otherwise, and its bytes.
    pub given: Option<(PathBuf, Vec<u8>)>,
}

impl Reader<'_> {
    /// The bytes of a file, up to one more than the limit; `into` is emptied first.
    ///
    /// # Errors
    /// What the system says.
    pub fn bytes(&self, listed: &Listed, into: &mut Vec<u8>) -> std::io::Result<()> {
        into.clear();
        if let Some((path, bytes)) = &self.given
            && *path == listed.path
        {
            into.extend_from_slice(bytes);
            return Ok(());
        }
        let path = self.here.join(&listed.path);
        // To open a pipe would wait for somebody to write.
        if !listed.plain && !std::fs::symlink_metadata(&path)?.is_file() {
            return Err(ErrorKind::NotFound.into());
        }
        File::open(path)?.take(self.limits.bytes as u64 + 1).read_to_end(into).map(|_| ())
    }

    /// The text of a file; `buffer` is what its bytes are read into.
    pub fn read(&self, listed: &Listed, buffer: &mut Vec<u8>) -> Reading {
        let name = relative_path(&listed.path, Path::new(""));
        match self.bytes(listed, buffer) {
            Ok(()) => match decode(&name, buffer, &self.limits) {
                Ok(file) => Reading::Text(file),
                Err(refused) => {
                    let (file, fault) = *refused;
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
