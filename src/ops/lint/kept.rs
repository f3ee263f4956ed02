//! What a session keeps of each file, so that a second report checks only those that changed.

use std::path::Path;

use crate::ops::lint::check::{Check, Checked, CheckedFile, Numbered, TextCache};

/// What is kept, in the order of the listing.
#[derive(Debug, Default)]
pub(super) struct Kept {
    files: Vec<KeptFile>,
    /// Texts that findings across files point into, by path.
    texts: TextCache,
}

#[derive(Clone, Debug, Default)]
enum KeptFile {
    /// It is new, or has changed.
    #[default]
    Unchecked,
    Absent,
    Checked(CheckedFile),
}

impl Kept {
    pub(super) fn of(files: usize) -> Self {
        Self { files: vec![KeptFile::Unchecked; files], texts: TextCache::default() }
    }

    pub(super) fn checked(&mut self, check: &Check<'_>) -> Checked {
        let is_changed = |(at, file): (usize, &KeptFile)| matches!(file, KeptFile::Unchecked).then_some(at);
        let changed: Vec<usize> = self.files.iter().enumerate().filter_map(is_changed).collect();
        changed.iter().for_each(|at| self.files[*at] = KeptFile::Absent);
        for (at, file) in check.some(&changed) {
            self.files[at] = KeptFile::Checked(file);
        }
        let of_file = |(at, file): (usize, &KeptFile)| match file {
            KeptFile::Checked(file) => Some((at, file.clone())),
            KeptFile::Unchecked | KeptFile::Absent => None,
        };
        let files: Vec<Numbered> = self.files.iter().enumerate().filter_map(of_file).collect();
        check.across(files, &self.texts)
    }

    pub(super) fn reset(&mut self, at: usize) {
        self.files[at] = KeptFile::Unchecked;
    }

    pub(super) fn insert(&mut self, at: usize) {
        self.files.insert(at, KeptFile::Unchecked);
    }

    pub(super) fn remove(&mut self, at: usize) {
        self.files.remove(at);
    }

    pub(super) fn forget_text(&mut self, path: &Path) {
        self.texts.borrow_mut().remove(path);
    }
}
