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
    /// Returns whether the file still has the text that was fixed: somebody may have changed it since it was read. To be asked
    /// right before the file is written, because the fixes of other files may take long.
    pub(super) fn is_current(&self, listing: &FileListing, reader: &PortFileReader<'_>) -> bool {
        let listed = listing.position(&self.path).ok().and_then(|at| listing.files.get(at));
        listed.is_some_and(|listed| match reader.read(listed, &mut Vec::new()) {
            ReadResult::Text(now) => now.text == self.fixed.before.text,
            ReadResult::Refused(..) | ReadResult::Absent => false,
        })
    }

    /// Masks the secrets in both texts, for a report. What is written to the file is not masked.
    pub(super) fn mask_secrets(&mut self) {
        for text in [&mut self.fixed.before, &mut self.fixed.after] {
            *text = SourceFile::new(text.name.as_str(), masked(&text.text));
        }
    }
}

/// The files whose findings offer edits, with these applied; with `all`, also the unsafe ones.
/// Nothing is written.
pub(super) fn fixes(listing: &FileListing, findings: &[Finding], lint: &Lint<'_>, all: bool) -> Vec<FixedFile> {
    let of_files = findings.chunk_by(|one, other| one.place.file.name == other.place.file.name);
    let fixed = of_files.filter_map(|of_file| {
        let at = listing.position(Path::new(&of_file[0].place.file.name)).ok()?;
        let listed = listing.files.get(at).filter(|listed| listed.reported)?;
        let fixed = fix(&of_file[0].place.file, of_file, all, &|file| check_file(file, lint).findings)?;
        Some(FixedFile { path: listed.path.clone(), fixed })
    });
    fixed.collect()
}
