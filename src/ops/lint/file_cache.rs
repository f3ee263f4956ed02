//! The results of checking each file, cached by a session so that a second report checks only the files that changed.

use std::path::Path;

use crate::lint::port::Summary;
use crate::ops::lint::check::{Check, Checked, CheckedFile, Numbered, TextCache};

/// The cached results, in the order of the listing.
#[derive(Debug, Default)]
pub(super) struct FileCache {
    files: Vec<CachedFile>,
    /// Texts that findings across files point into, by path.
    texts: TextCache,
}

#[derive(Clone, Debug, Default)]
enum CachedFile {
    /// It is new, or has changed.
    #[default]
    Unchecked,
    Absent,
    Checked(CheckedFile),
}

impl FileCache {
    pub(super) fn with_len(files: usize) -> Self {
        Self { files: vec![CachedFile::Unchecked; files], texts: TextCache::default() }
    }

    pub(super) fn checked(&mut self, check: &Check<'_>) -> Checked {
        let is_changed = |(at, file): (usize, &CachedFile)| matches!(file, CachedFile::Unchecked).then_some(at);
        let changed: Vec<usize> = self.files.iter().enumerate().filter_map(is_changed).collect();
        changed.iter().for_each(|at| self.files[*at] = CachedFile::Absent);
        for (at, file) in check.some(&changed) {
            self.files[at] = CachedFile::Checked(file);
        }
        let of_file = |(at, file): (usize, &CachedFile)| match file {
            CachedFile::Checked(file) => Some((at, file.clone())),
            CachedFile::Unchecked | CachedFile::Absent => None,
        };
        let files: Vec<Numbered> = self.files.iter().enumerate().filter_map(of_file).collect();
        check.across(files, &self.texts)
    }

    pub(super) fn reset(&mut self, at: usize) {
        self.files[at] = CachedFile::Unchecked;
    }

    /// Marks all files as changed.
    pub(super) fn reset_all(&mut self) {
        self.files.fill(CachedFile::Unchecked);
    }

    /// The summary of a file, if it was checked.
    pub(super) fn summary(&self, at: usize) -> Option<&Summary> {
        match self.files.get(at)? {
            CachedFile::Checked(file) => Some(&file.summary),
            CachedFile::Unchecked | CachedFile::Absent => None,
        }
    }

    pub(super) fn insert(&mut self, at: usize) {
        self.files.insert(at, CachedFile::Unchecked);
    }

    pub(super) fn remove(&mut self, at: usize) {
        self.files.remove(at);
    }

    pub(super) fn forget_text(&mut self, path: &Path) {
        self.texts.borrow_mut().remove(path);
    }
}
