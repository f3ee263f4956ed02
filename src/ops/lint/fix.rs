//! Applying the fixes of findings, file by file.

use std::path::{Path, PathBuf};

use crate::disk::discover::FileListing;
use crate::disk::reading::{PortFileReader, ReadResult};
use crate::ground::finding::Finding;
use crate::ground::secret::masked;
use crate::ground::source::SourceFile;
use crate::lint::engine::{Lint, check_file};
use crate::lint::fix::{Fixed, fix};

/// A file that can be fixed, and where it is.
#[derive(Debug)]
pub struct FixedFile {
    /// Its path; relative to where the run was started.
    pub path: PathBuf,
    /// Its text before and after.
    pub fixed: Fixed,
}

impl FixedFile {
    /// Masks the secrets in both texts, for a report. What is written to the file is not masked.
    pub(super) fn mask_secrets(&mut self) {
        for text in [&mut self.fixed.before, &mut self.fixed.after] {
            *text = SourceFile::new(text.name.as_str(), masked(&text.text));
        }
    }
}

/// The files whose findings offer edits, with these applied; with `all`, also the unsafe ones.
/// Nothing is written.
pub(super) fn fixes(
    listing: &FileListing,
    reader: &PortFileReader<'_>,
    findings: &[Finding],
    lint: &Lint<'_>,
    all: bool,
) -> Vec<FixedFile> {
    let of_files = findings.chunk_by(|one, other| one.place.file.name == other.place.file.name);
    let fixed = of_files.filter_map(|of_file| {
        let at = listing.position(Path::new(&of_file[0].place.file.name)).ok()?;
        let listed = listing.files.get(at).filter(|listed| listed.reported)?;
        let fixed = fix(&of_file[0].place.file, of_file, all, &|file| check_file(file, lint).findings)?;
        // Somebody may have changed the file since it was read.
        match reader.read(listed, &mut Vec::new()) {
            ReadResult::Text(now) if now.text == fixed.before.text => {
                Some(FixedFile { path: listed.path.clone(), fixed })
            }
            ReadResult::Text(_) | ReadResult::Refused(..) | ReadResult::Absent => None,
        }
    });
    fixed.collect()
}
