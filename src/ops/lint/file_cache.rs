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
    /// It is new.
    #[default]
    Unchecked,
    /// It or the catalog has changed since it was checked.
    Outdated(CheckedFile),
    Absent,
    Checked(CheckedFile),
}

impl FileCache {
    pub(super) fn with_len(files: usize) -> Self {
        Self { files: vec![CachedFile::Unchecked; files], texts: TextCache::default() }
    }

    /// Checks the files that have changed, and then compares all.
    pub(super) fn checked(&mut self, check: &Check<'_>) -> Checked {
        self.update(&self.changed(), check);
        check.across(self.known(), &self.texts)
    }

    /// The findings so far. For files that have changed since they were checked, the findings across files use the last known
    /// content. If some file was never checked, most of those findings would be wrong, so all of them are omitted.
    pub(super) fn preview(&self, check: &Check<'_>) -> Checked {
        if self.knows_all() {
            return check.across(self.known(), &self.texts);
        }
        let findings = self.known().into_iter().flat_map(|(_, file)| file.findings).collect();
        Checked { findings, ..Checked::default() }
    }

    /// Checks these files.
    pub(super) fn update(&mut self, numbers: &[usize], check: &Check<'_>) {
        numbers.iter().for_each(|at| self.files[*at] = CachedFile::Absent);
        for (at, file) in check.some(numbers) {
            self.files[at] = CachedFile::Checked(file);
        }
    }

    /// The files to check.
    pub(super) fn changed(&self) -> Vec<usize> {
        self.positions(|file| matches!(file, CachedFile::Unchecked | CachedFile::Outdated(_)))
    }

    /// The files that were never checked.
    pub(super) fn unchecked(&self) -> Vec<usize> {
        self.positions(|file| matches!(file, CachedFile::Unchecked))
    }

    fn positions(&self, is_one: impl Fn(&CachedFile) -> bool) -> Vec<usize> {
        self.files.iter().enumerate().filter_map(|(at, file)| is_one(file).then_some(at)).collect()
    }

    /// Whether each file was checked at some time.
    pub(super) fn knows_all(&self) -> bool {
        self.unchecked().is_empty()
    }

    fn known(&self) -> Vec<Numbered> {
        let known = self.files.iter().enumerate().map(|(at, file)| Some((at, file.known()?.clone())));
        known.flatten().collect()
    }

    pub(super) fn reset(&mut self, at: usize) {
        self.files[at].reset();
    }

    /// Marks all files as changed.
    pub(super) fn reset_all(&mut self) {
        self.files.iter_mut().for_each(CachedFile::reset);
    }

    /// The summary of a file, as of its last check.
    pub(super) fn summary(&self, at: usize) -> Option<&Summary> {
        self.files.get(at)?.known().map(|file| &file.summary)
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

impl CachedFile {
    fn known(&self) -> Option<&CheckedFile> {
        match self {
            Self::Checked(file) | Self::Outdated(file) => Some(file),
            Self::Unchecked | Self::Absent => None,
        }
    }

    fn reset(&mut self) {
        *self = match std::mem::take(self) {
            Self::Checked(file) | Self::Outdated(file) => Self::Outdated(file),
            Self::Unchecked | Self::Absent => Self::Unchecked,
        };
    }
}
