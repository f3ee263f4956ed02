//! For editors: a session that is asked while some of its files are not checked yet.

use std::path::Path;
use std::sync::Arc;

use crate::disk::discover::{ListedFile, listed_path};
use crate::disk::reading::ReadResult;
use crate::ground::finding::Finding;
use crate::ground::source::SourceFile;
use crate::lint::engine::check_file;
use crate::lint::fix::{Fixed, fix};
use crate::lint::port::Summary;
use crate::model::Catalog;
use crate::ops::lint::check::{Check, SourceTexts};
use crate::ops::lint::failure::LintError;
use crate::ops::lint::file_cache::FileCache;
use crate::ops::lint::session::Session;

impl Session<'_> {
    /// Replaces the catalog. The next report checks every file again.
    pub(in crate::ops) fn set_catalog(&mut self, catalog: Option<Catalog>) {
        self.context.catalog = catalog;
        self.cache.iter_mut().for_each(FileCache::reset_all);
    }

    /// How many files have changed since they were checked.
    pub(in crate::ops) fn changed_files(&self) -> usize {
        self.cache.as_ref().map_or(0, |cache| cache.changed().len())
    }

    /// Whether each file was checked at some time.
    pub(in crate::ops) fn knows_all(&self) -> bool {
        self.cache.as_ref().is_none_or(FileCache::knows_all)
    }

    /// Checks the files that have changed and have a text set, and at most `more` that were never checked.
    pub(in crate::ops) fn check_open(&mut self, more: usize) {
        let Some(cache) = &self.cache else { return };
        let mut numbers = cache.changed();
        numbers.retain(|at| self.reader.texts.contains_key(&self.listing.files[*at].path));
        numbers.extend(Some(cache.unchecked()).filter(|unchecked| unchecked.len() <= more).into_iter().flatten());
        numbers.sort_unstable();
        numbers.dedup();
        self.check(&numbers);
    }

    /// Checks at most this many of the files that have changed.
    pub(in crate::ops) fn check_some(&mut self, count: usize) {
        let Some(cache) = &self.cache else { return };
        let mut numbers = cache.changed();
        numbers.truncate(count);
        self.check(&numbers);
    }

    fn check(&mut self, numbers: &[usize]) {
        let lint = self.context.lint(None);
        let texts = SourceTexts::Excerpts;
        let check = Check { listing: &self.listing, reader: &self.reader, lint: &lint, texts };
        self.cache.iter_mut().for_each(|cache| cache.update(numbers, &check));
    }

    /// The findings that are not in the baseline, while some files have changed since they were checked.
    pub(in crate::ops) fn preview(&self) -> Result<Vec<Finding>, LintError> {
        let lint = self.context.lint(None);
        let texts = SourceTexts::Excerpts;
        let check = Check { listing: &self.listing, reader: &self.reader, lint: &lint, texts };
        let findings = self.cache.as_ref().map(|cache| cache.preview(&check).findings).unwrap_or_default();
        Ok(self.baseline.compare(findings, &self.listing, false, &self.workspace)?.new)
    }

    /// The summaries of the files, by path, as of their last checks.
    pub(in crate::ops) fn summaries(&self) -> impl Iterator<Item = (&Path, &Summary)> {
        let cached = self.cache.iter().flat_map(|cache| (0..self.listing.files.len()).map(|at| cache.summary(at)));
        self.listing.files.iter().zip(cached).filter_map(|(listed, summary)| Some((listed.path.as_path(), summary?)))
    }

    /// The text of a file with the fixes of its own findings applied; with `with_unsafe`, also the unsafe ones. `None` if nothing
    /// changes.
    pub(in crate::ops) fn fixed(&self, path: &Path, with_unsafe: bool) -> Option<Fixed> {
        let at = self.listing.position(&listed_path(self.workspace.here, path)).ok()?;
        let lint = self.context.lint(None);
        let check = Check { listing: &self.listing, reader: &self.reader, lint: &lint, texts: SourceTexts::Full };
        let findings = check.some(&[at]).into_iter().flat_map(|(_, file)| file.findings).collect::<Vec<_>>();
        let file = &findings.first()?.place.file;
        fix(file, &findings, with_unsafe, &|file| check_file(file, &lint).findings)
    }

    /// The file at a path, with the text that is set for it.
    pub(in crate::ops) fn source(&self, path: &Path) -> Option<Arc<SourceFile>> {
        let listed = ListedFile { path: listed_path(self.workspace.here, path), reported: true, plain: false };
        match self.reader.read(&listed, &mut Vec::new()) {
            ReadResult::Text(file) | ReadResult::Refused(file, _) => Some(file),
            ReadResult::Absent => None,
        }
    }
}
