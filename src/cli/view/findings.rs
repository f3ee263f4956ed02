//! Findings in the requested format, and their total.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use crate::cli::env::Settings;
use crate::cli::format::Format;
use crate::cli::terminal::{IgnoreBrokenPipe, stderr};
use crate::cli::view::escape::escaped;
use crate::cli::view::paint::Paint;
use crate::cli::view::report::{self, Style};
use crate::ground::count::count;
use crate::ground::finding::Finding;
use crate::ground::join::join_with_and;

const MAX_SHOWN_PER_FILE: usize = 20;

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Findings<'f> {
    /// Sorted by file.
    pub found: &'f [Finding],
    /// Findings in the baseline; shown only in formats that can mark them as such.
    pub known: &'f [Finding],
    /// How many files were checked.
    pub files: Option<usize>,
    /// Which findings the summary calls fixable.
    pub fixable: Fixable,
}

/// How the summary counts the findings that have a fix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Fixable {
    /// Nothing: the command fixes nothing, or has just done so.
    #[default]
    Unmentioned,
    /// How many there are.
    All,
    /// How many need `--unsafe`: the others were fixed.
    Unsafe,
}

/// The stream that a report is written to.
pub(crate) struct Target<'t> {
    pub out: &'t mut dyn Write,
    pub paint: Paint,
    /// The same stream without the guard that escapes workflow commands.
    pub unguarded: &'t mut dyn Write,
}

pub(crate) fn findings(found: &[Finding], settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    let target = Target { out, paint: settings.paint, unguarded: &mut IgnoreBrokenPipe(io::stdout()) };
    report(Findings { found, ..Findings::default() }, settings, target)
}

/// Prints findings that are not the result of the command: always in the format for people.
pub(crate) fn findings_on_stderr(found: &[Finding], settings: &Settings) -> io::Result<()> {
    let findings = Findings { found, ..Findings::default() };
    human(findings, settings.stderr_paint, settings.width, true, &mut stderr())
}

pub(crate) fn report(findings: Findings<'_>, settings: &Settings, target: Target<'_>) -> io::Result<()> {
    let Findings { found, known, .. } = findings;
    let Target { out, paint, unguarded } = target;
    match settings.report_format {
        Format::Concise => report::concise(found, out),
        Format::Json => report::json(found, known, &settings.top(), out),
        Format::Sarif => report::sarif(found, known, &settings.top(), out),
        Format::Github => {
            // Annotations are workflow commands, so they bypass the guard that escapes all others.
            out.flush()?;
            report::github(found, &settings.top(), unguarded)
        }
        Format::Gitlab => report::gitlab(found, &settings.top(), out),
        Format::Junit => report::junit(found, &settings.top(), out),
        // Commands with findings do not have the other formats.
        _ => human(findings, paint, settings.width, !settings.quiet, out),
    }
}

/// Prints the findings of each file, errors first and only the first ones if there are very many; then the totals.
fn human(findings: Findings<'_>, paint: Paint, width: usize, totals: bool, out: &mut dyn Write) -> io::Result<()> {
    let Findings { found, files, fixable, .. } = findings;
    let style = Style { color: paint.color, unicode: true, width };
    let (shown, left_out) = first_of_each_file(found);
    report::human(shown, style, out)?;
    if !left_out.is_empty() {
        writeln!(out)?;
    }
    for (path, counts) in &left_out {
        writeln!(out, "{}: and {}.", escaped(path), counts.words("more ").join(", "))?;
    }
    if found.is_empty() || !totals {
        return Ok(());
    }
    let more = if left_out.is_empty() { "" } else { " To see all of them, add `--format concise`." };
    writeln!(out, "{}{}{more}", total(found, files), fixable.sentence(found))
}

/// Prints how many findings each rule has, the most frequent first.
pub(crate) fn statistics(found: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    found.iter().for_each(|finding| *counts.entry(finding.rule).or_default() += 1);
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    let width = counts.first().map_or(0, |(_, number)| number.to_string().len());
    counts.iter().try_for_each(|(rule, number)| writeln!(out, "{number:width$}  {rule}"))
}

/// The findings to show, in order, and how many more some files have. Of a file with very many, its errors are chosen
/// first, then its warnings.
fn first_of_each_file(found: &[Finding]) -> (Vec<&Finding>, Vec<(&str, Counts)>) {
    let (mut shown, mut left_out) = (Vec::new(), Vec::new());
    for of_file in found.chunk_by(|one, other| one.place.file.name == other.place.file.name) {
        if of_file.len() <= MAX_SHOWN_PER_FILE {
            shown.extend(of_file);
            continue;
        }
        let mut chosen: Vec<usize> = (0..of_file.len()).collect();
        chosen.sort_by_key(|nth| of_file[*nth].severity);
        let others = chosen.split_off(MAX_SHOWN_PER_FILE);
        chosen.sort_unstable();
        shown.extend(chosen.into_iter().map(|nth| &of_file[nth]));
        let counts = Counts::of(others.into_iter().map(|nth| &of_file[nth]));
        left_out.push((of_file[0].place.file.name.as_str(), counts));
    }
    (shown, left_out)
}

/// How many findings there are of each severity.
struct Counts([usize; 3]);

impl Counts {
    fn of<'f>(found: impl IntoIterator<Item = &'f Finding>) -> Self {
        let mut counts = [0; 3];
        found.into_iter().for_each(|finding| counts[finding.severity as usize] += 1);
        Self(counts)
    }

    /// As in `3 errors` and `970 warnings`, each noun after a prefix.
    fn words(&self, prefix: &str) -> Vec<String> {
        let counts = self.0.into_iter().zip(["error", "warning", "note"]);
        counts
            .filter(|(number, _)| *number > 0)
            .map(|(number, noun)| count(number, &format!("{prefix}{noun}")))
            .collect()
    }
}

/// "Found 2 errors and 1 warning in 2 of 120 files."
fn total(found: &[Finding], files: Option<usize>) -> String {
    let names: BTreeSet<&str> = found.iter().map(|finding| finding.place.file.name.as_str()).collect();
    let place = match files {
        Some(files) => format!(" in {} of {}", names.len(), count(files, "file")),
        None => String::new(),
    };
    format!("Found {}{place}.", join_with_and(&Counts::of(found).words("")))
}

impl Fixable {
    /// " `--fix` can fix 5 of them, and 2 more with `--unsafe`."
    fn sentence(self, found: &[Finding]) -> String {
        let fixes = || found.iter().filter_map(|finding| finding.fix.as_ref());
        let (safe, others) = (fixes().filter(|fix| fix.safe).count(), fixes().filter(|fix| !fix.safe).count());
        match (self, safe, others) {
            (Self::Unmentioned, ..) | (Self::All, 0, 0) | (Self::Unsafe, _, 0) => String::new(),
            (Self::All, safe, 0) => format!(" `--fix` can fix {safe} of them."),
            (Self::All, 0, others) | (Self::Unsafe, _, others) => {
                format!(" `--fix --unsafe` can fix {others} of them.")
            }
            (Self::All, safe, others) => format!(" `--fix` can fix {safe} of them, and {others} more with `--unsafe`."),
        }
    }
}
