//! Checking files of entities: read and checked in parallel, then held against one another.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use crate::disk::discover::{Listed, Listing};
use crate::disk::reading::{Reader, Reading};
use crate::ground::excerpt;
use crate::ground::finding::{Finding, Severity};
use crate::ground::source::{Place, SourceFile};
use crate::lint::port::{FileReport, Lint, Summary, check_file, check_repository, unreadable};
use crate::ops::narrow::Needles;

/// What was found.
#[derive(Debug, Default)]
pub struct Linted {
    /// In the files that are reported on, sorted by file and place.
    pub findings: Vec<Finding>,
    /// How many files were checked and are reported on.
    pub checked: usize,
    /// Files of that name that are something else, and what.
    pub foreign: Vec<(String, &'static str)>,
    /// Files with more findings than are kept, and what is not kept of each.
    pub left_out: Vec<(String, LeftOut)>,
}

/// Findings of one file that are not kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// How many there are.
    pub number: usize,
    /// Whether one of them is an error.
    pub error: bool,
    /// Whether one of them is a warning.
    pub warning: bool,
}

/// So many findings of one file are kept: a file with more was probably cut or pasted wrongly as a whole, and tens of
/// thousands of such files must fit into memory.
pub const KEPT: usize = 200;

/// One file's report, by its place in the listing, and what it leaves out.
type Report = (usize, (FileReport, LeftOut));

/// How much of their texts findings keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Texts {
    /// What a report shows of a large text.
    AsShown,
    /// All of it, for fixes.
    Whole,
}

/// Checks files.
pub fn lint(listing: &Listing, reader: &Reader<'_>, lint: &Lint<'_>, texts_kept: Texts) -> Linted {
    let files = &listing.files;
    let reported: Vec<usize> = (0..files.len()).filter(|at| files[*at].reported).collect();
    let mut reports = in_parallel(&reported, |at, buffer| report(&files[at], reader, lint, texts_kept, buffer));
    let others: Vec<usize> = (0..files.len()).filter(|at| !files[*at].reported).collect();
    if !others.is_empty() {
        reports.extend(of_others(&others, &reports, files, reader, lint));
        reports.sort_by_key(|(at, _)| *at);
    }
    let mut linted = Linted::default();
    let places: Vec<usize> = reports.iter().map(|(at, _)| *at).collect();
    // One collection into the other takes no memory of its own.
    let summaries = reports.into_iter().map(|(at, (report, left_out))| {
        if files[at].reported {
            if left_out.number > 0 {
                linted.left_out.push((name(&files[at]), left_out));
            }
            linted.checked += usize::from(report.foreign.is_none());
            linted.foreign.extend(report.foreign.map(|sort| (name(&files[at]), sort)));
            linted.findings.extend(report.findings);
        }
        report.summary
    });
    let summaries: Vec<Summary> = summaries.collect();
    // Few are asked for, some of them again and again.
    let texts: RefCell<HashMap<usize, Option<Arc<SourceFile>>>> = RefCell::default();
    let source = |nth: usize| {
        let listed = &files[*places.get(nth)?];
        texts.borrow_mut().entry(nth).or_insert_with(|| text(listed, reader)).clone()
    };
    let mut across = check_repository(summaries, &source, lint);
    if texts_kept == Texts::AsShown {
        excerpt::shorten(&mut across);
    }
    let is_reported = |place: &Place| {
        let path = Path::new(&place.file.name);
        files.binary_search_by(|listed| listed.path.as_path().cmp(path)).map_or(true, |at| files[at].reported)
    };
    // What a file that is reported on does to another one matters too: both places are shown.
    let touches = |finding: &Finding| {
        is_reported(&finding.place) || finding.related.iter().any(|label| is_reported(&label.place))
    };
    linted.findings.extend(across.into_iter().filter(touches));
    sort(&mut linted.findings);
    linted
}

/// Checks one text alone, held against nothing.
pub fn check_text(file: &Arc<SourceFile>, lint: &Lint<'_>) -> Vec<Finding> {
    check_file(file, lint).findings
}

/// What the other files define and relate to. Most of them have nothing to do with those that are reported on: they are
/// only searched for the identifiers in question, unless one of these is found nowhere.
fn of_others(
    others: &[usize],
    reports: &[Report],
    files: &[Listed],
    reader: &Reader<'_>,
    lint: &Lint<'_>,
) -> Vec<Report> {
    let needles = Needles::of(reports.iter().map(|(_, (report, _))| &report.summary));
    if let Some(needles) = needles {
        let related = in_parallel(others, |at, buffer| {
            reader.bytes(&files[at], buffer).ok().filter(|()| needles.found_in(buffer))?;
            let mut report = report(&files[at], reader, lint, Texts::AsShown, buffer)?;
            // What they relate to is nobody's question, and is mostly defined in files that were passed over.
            report.0.summary.mentions = Box::default();
            Some(report)
        });
        let known = |blueprint: &str| lint.catalog.and_then(|catalog| catalog.entities(blueprint));
        let summaries = reports.iter().chain(&related).map(|(_, (report, _))| &report.summary);
        if needles.all_defined(summaries, known) {
            return related;
        }
    }
    in_parallel(others, |at, buffer| report(&files[at], reader, lint, Texts::AsShown, buffer))
}

fn report(
    listed: &Listed,
    reader: &Reader<'_>,
    lint: &Lint<'_>,
    texts: Texts,
    buffer: &mut Vec<u8>,
) -> Option<(FileReport, LeftOut)> {
    let mut report = match reader.read(listed, buffer) {
        Reading::Text(file) => check_file(&file, lint),
        Reading::Refused(file, fault) => unreadable(&fault, &file, lint),
        Reading::Absent => return None,
    };
    let mut left_out = LeftOut::default();
    if report.findings.len() > KEPT {
        for finding in report.findings.drain(KEPT..) {
            left_out.number += 1;
            left_out.error |= finding.severity == Severity::Error;
            left_out.warning |= finding.severity == Severity::Warning;
        }
        report.findings.shrink_to_fit();
    }
    if texts == Texts::AsShown {
        excerpt::shorten(&mut report.findings);
    }
    Some((report, left_out))
}

/// A file's text again: findings across files are few, and keeping every text would take memory.
fn text(listed: &Listed, reader: &Reader<'_>) -> Option<Arc<SourceFile>> {
    match reader.read(listed, &mut Vec::new()) {
        Reading::Text(file) | Reading::Refused(file, _) => Some(file),
        Reading::Absent => None,
    }
}

fn name(listed: &Listed) -> String {
    crate::disk::model::relative_path(&listed.path, Path::new(""))
}

/// Sorts by file and place.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.place.span, finding.rule);
        a.place.file.name.cmp(&b.place.file.name).then_with(|| key(a).cmp(&key(b)))
    });
}

/// Does `work` for each number on all processors, and gives what it gave in the order of the numbers. Each thread has a
/// buffer of its own.
pub(in crate::ops) fn in_parallel<T: Send>(
    numbers: &[usize],
    work: impl Fn(usize, &mut Vec<u8>) -> Option<T> + Sync,
) -> Vec<(usize, T)> {
    /// So many at once, that threads do not wait for one another.
    const CHUNK: usize = 16;
    // Where each result belongs: what is done is large, and is not to be moved around to be sorted.
    let mut done = Vec::new();
    done.resize_with(numbers.len(), || None);
    let chunks = Mutex::new(numbers.chunks(CHUNK).zip(done.chunks_mut(CHUNK)));
    let run = || {
        let mut buffer = Vec::new();
        // A thread that panicked while it held the lock ends the others, and then the scope.
        while let Some((numbers, places)) = chunks.lock().ok().and_then(|mut chunks| chunks.next()) {
            for (number, place) in numbers.iter().zip(places) {
                *place = work(*number, &mut buffer).map(|done| (*number, done));
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(numbers.len().div_ceil(CHUNK));
    if threads <= 1 {
        run();
    } else {
        std::thread::scope(|scope| {
            (0..threads).for_each(|_| {
                scope.spawn(run);
            });
        });
    }
    done.into_iter().flatten().collect()
}
