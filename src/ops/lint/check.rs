//! Checking the files of a listing: each by itself, in parallel, and then all together.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::disk::discover::{FileListing, ListedFile};
use crate::disk::model::relative_path;
use crate::disk::reading::{PortFileReader, ReadResult};
use crate::ground::excerpt;
use crate::ground::finding::{Finding, share_texts};
use crate::ground::shared_text::SharedText;
use crate::ground::source::{Location, SourceFile, Span};
use crate::lint::engine::{Lint, check_file, check_repository, unreadable};
use crate::lint::mask_secrets;
use crate::lint::port::Summary;
use crate::ops::lint::identifier_filter::IdentifierFilter;
use crate::ops::parallel::in_parallel;

#[derive(Debug, Default)]
pub(super) struct Checked {
    /// In the files that are reported on, sorted by file and place.
    pub(super) findings: Vec<Finding>,
    /// How many files were checked and are reported on.
    pub(super) files: usize,
    /// Files of other programs, and what they are.
    pub(super) foreign: Vec<(String, &'static str)>,
}

#[derive(Clone, Debug)]
pub(super) struct CheckedFile {
    pub(super) findings: Vec<Finding>,
    pub(super) summary: Summary,
    foreign: Option<&'static str>,
}

/// A file's place in the listing, and what was found in it.
pub(super) type Numbered = (usize, CheckedFile);

/// Texts of files that were read again for findings across files, by path.
pub(super) type TextCache = RefCell<HashMap<PathBuf, Option<Arc<SourceFile>>>>;

/// What a thread keeps from one file to the next.
#[derive(Debug, Default)]
struct Scratch {
    bytes: Vec<u8>,
    /// The texts of earlier findings.
    texts: HashSet<SharedText>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SourceTexts {
    /// The lines that a report shows, where the text is large.
    Excerpts,
    /// All of it, as fixes need it.
    Full,
}

pub(super) struct Check<'c> {
    pub(super) listing: &'c FileListing,
    pub(super) reader: &'c PortFileReader<'c>,
    pub(super) lint: &'c Lint<'c>,
    pub(super) texts: SourceTexts,
}

impl Check<'_> {
    /// Checks each reported file by itself, and those of the other files that the reported ones may depend on.
    pub(super) fn files(&self) -> Vec<Numbered> {
        let files = &self.listing.files;
        let (reported, others): (Vec<usize>, Vec<usize>) = (0..files.len()).partition(|at| files[*at].reported);
        let mut checked = self.some(&reported);
        if !others.is_empty() {
            checked.extend(self.others(&others, &checked));
            checked.sort_by_key(|(at, _)| *at);
        }
        checked
    }

    /// Checks some files, each by itself. Those that do not exist are omitted.
    pub(super) fn some(&self, numbers: &[usize]) -> Vec<Numbered> {
        in_parallel(numbers, |at, scratch| self.file(&self.listing.files[at], scratch))
    }

    /// Checks the files that are not reported on. Most are unrelated to the reported ones, so only those are checked that may
    /// define an identifier from a reported file. If one of these identifiers is defined nowhere, all are checked.
    fn others(&self, others: &[usize], reported: &[Numbered]) -> Vec<Numbered> {
        // Any other file may relate to an entity that was removed.
        let identifiers = match self.lint.context.earlier {
            Some(_) => None,
            None => IdentifierFilter::of(reported.iter().map(|(_, file)| &file.summary)),
        };
        if let Some(identifiers) = identifiers {
            let related = in_parallel(others, |at, scratch: &mut Scratch| {
                let listed = &self.listing.files[at];
                let bytes = &mut scratch.bytes;
                self.reader.bytes(listed, bytes).ok().filter(|()| identifiers.may_match(bytes))?;
                let mut file = self.file(listed, scratch)?;
                // Relations of these files are not reported, and most of their targets are in files that were skipped.
                file.summary.mentions = Box::default();
                Some(file)
            });
            let known = |blueprint: &str| self.lint.context.catalog.and_then(|catalog| catalog.entities(blueprint));
            let summaries = reported.iter().chain(&related).map(|(_, file)| &file.summary);
            if identifiers.all_defined(summaries, known) {
                return related;
            }
        }
        self.some(others)
    }

    fn file(&self, listed: &ListedFile, scratch: &mut Scratch) -> Option<CheckedFile> {
        let report = match self.reader.read(listed, &mut scratch.bytes) {
            ReadResult::Text(file) => check_file(&file, self.lint),
            ReadResult::Refused(file, fault) => unreadable(&fault, &file, self.lint),
            ReadResult::Absent => return None,
        };
        let mut findings = report.findings;
        if !listed.reported {
            findings = Vec::new();
        }
        if self.texts == SourceTexts::Excerpts {
            reduce_to_excerpts(&mut findings);
        }
        share_texts(&mut findings, &mut scratch.texts);
        Some(CheckedFile { findings, summary: report.summary, foreign: report.foreign })
    }

    /// Adds the findings across files. `files` are in the order of the listing; `cache` has texts that were read before.
    pub(super) fn across(&self, files: Vec<Numbered>, cache: &TextCache) -> Checked {
        let mut checked = Checked::default();
        // Growing the list would copy it, and need as much memory again.
        checked.findings.reserve_exact(files.iter().map(|(_, file)| file.findings.len()).sum());
        let places: Vec<usize> = files.iter().map(|(at, _)| *at).collect();
        // Collecting one vector into the other reuses its memory.
        let summaries = files.into_iter().map(|(at, file)| {
            let listed = &self.listing.files[at];
            if listed.reported {
                checked.files += usize::from(file.foreign.is_none());
                checked.foreign.extend(file.foreign.map(|description| (name(listed), description)));
                checked.findings.extend(file.findings);
            }
            file.summary
        });
        let summaries: Vec<Summary> = summaries.collect();
        // Few texts are needed, some of them often.
        let source = |nth: usize| {
            let listed = &self.listing.files[*places.get(nth)?];
            cache.borrow_mut().entry(listed.path.clone()).or_insert_with(|| self.text(listed)).clone()
        };
        let mut across = check_repository(summaries, &source, self.lint);
        if self.texts == SourceTexts::Excerpts {
            reduce_to_excerpts(&mut across);
        }
        // A file that no longer exists cannot be selected.
        let is_reported = |place: &Location| {
            let at = self.listing.position(Path::new(&place.file.name));
            at.map_or(true, |at| self.listing.files[at].reported || places.binary_search(&at).is_err())
        };
        // A finding in another file counts if it involves a reported file: both places are shown.
        let touches = |finding: &Finding| {
            is_reported(&finding.place) || finding.related.iter().any(|label| is_reported(&label.place))
        };
        checked.findings.extend(across.into_iter().filter(touches));
        sort(&mut checked.findings);
        checked
    }

    /// Reads a file's text again: findings across files are few, and keeping every text would take memory.
    fn text(&self, listed: &ListedFile) -> Option<Arc<SourceFile>> {
        match self.reader.read(listed, &mut Vec::new()) {
            ReadResult::Text(file) | ReadResult::Refused(file, _) => Some(file),
            ReadResult::Absent => None,
        }
    }
}

/// Masks secrets, and reduces the texts to the parts that a report may show.
pub(super) fn reduce_to_excerpts(findings: &mut [Finding]) {
    mask_secrets(findings);
    excerpt::shorten(findings);
}

fn name(listed: &ListedFile) -> String {
    relative_path(&listed.path, Path::new(""))
}

fn sort(findings: &mut [Finding]) {
    fn key(finding: &Finding) -> (&str, Span, &str) {
        (&finding.place.file.name, finding.place.span, finding.rule)
    }
    // Most often they are in order, and sorting needs half as much memory again.
    if !findings.is_sorted_by_key(key) {
        findings.sort_by(|a, b| key(a).cmp(&key(b)));
    }
}
