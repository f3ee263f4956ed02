//! Findings in the requested format, and their total.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use crate::cli::env::Settings;
use crate::cli::format::Format;
use crate::cli::terminal::{Quiet, stderr};
use crate::cli::view::escape::escaped;
use crate::cli::view::report::{self, Style};
use crate::cli::view::words::count;
use crate::ground::finding::{Finding, Severity};
use crate::ground::join::join_with_and;
use crate::ops::lint::OmittedFindings;

const MAX_SHOWN_PER_FILE: usize = 20;

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Findings<'f> {
    /// Sorted by file.
    pub found: &'f [Finding],
    /// Findings in the baseline; shown only in formats that can mark them as such.
    pub known: &'f [Finding],
    /// How many files were checked.
    pub files: Option<usize>,
    /// How many findings over the limit were dropped, by file.
    pub omitted: &'f [(String, OmittedFindings)],
}

pub(crate) fn findings(found: &[Finding], settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    report(Findings { found, ..Findings::default() }, settings, out)
}

/// Prints findings that are not the result of the command: always in the format for people.
pub(crate) fn findings_on_stderr(found: &[Finding], settings: &Settings) -> io::Result<()> {
    let style = Style { color: settings.stderr_paint.color, unicode: true, width: settings.width };
    let out = &mut stderr();
    report::human(found, style, out)?;
    if found.is_empty() { Ok(()) } else { writeln!(out, "{}", total(found, None)) }
}

pub(crate) fn report(findings: Findings<'_>, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    let Findings { found, known, files, omitted } = findings;
    match settings.report_format {
        Format::Human => {
            let style = Style { color: settings.paint.color, unicode: true, width: settings.width };
            let (first, left_out) = capped(found, omitted);
            report::human(&first, style, out)?;
            if !found.is_empty() && !left_out.is_empty() {
                writeln!(out)?;
            }
            for (path, number) in left_out {
                writeln!(out, "{}: and {} more.", escaped(path), count(number, "finding"))?;
            }
            if found.is_empty() || settings.quiet { Ok(()) } else { writeln!(out, "{}", total(found, files)) }
        }
        Format::Concise => {
            let (first, left_out) = capped(found, omitted);
            report::concise(&first, out)?;
            for (path, number) in left_out {
                writeln!(out, "{}: and {} more", escaped(path), count(number, "finding"))?;
            }
            Ok(())
        }
        Format::Json => report::json(found, known, &settings.top(), out),
        Format::Sarif => report::sarif(found, known, &settings.top(), out),
        Format::Github => {
            // Annotations are workflow commands, so they bypass the guard that escapes all others.
            out.flush()?;
            report::github(found, &settings.top(), &mut Quiet(io::stdout()))
        }
        Format::Gitlab => report::gitlab(found, &settings.top(), out),
        Format::Junit => report::junit(found, &settings.top(), out),
    }
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

/// The first findings of each file, and how many more each has.
fn capped<'f>(found: &'f [Finding], omitted: &[(String, OmittedFindings)]) -> (Vec<Finding>, Vec<(&'f str, usize)>) {
    let (mut shown, mut left_out) = (Vec::new(), Vec::new());
    for of_file in found.chunk_by(|one, other| one.place.file.name == other.place.file.name) {
        shown.extend(of_file.iter().take(MAX_SHOWN_PER_FILE).cloned());
        let name = of_file[0].place.file.name.as_str();
        let more = omitted.iter().find(|(path, _)| path == name).map_or(0, |(_, omitted)| omitted.number);
        if of_file.len() + more > MAX_SHOWN_PER_FILE {
            left_out.push((name, of_file.len() + more - MAX_SHOWN_PER_FILE.min(of_file.len())));
        }
    }
    (shown, left_out)
}

/// "Found 2 errors and 1 warning in 2 of 120 files."
fn total(found: &[Finding], files: Option<usize>) -> String {
    let of = |severity: Severity| found.iter().filter(|finding| finding.severity == severity).count();
    let counts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "note")];
    let totals: Vec<String> = counts
        .into_iter()
        .map(|(severity, noun)| (of(severity), noun))
        .filter(|(number, _)| *number > 0)
        .map(|(number, noun)| count(number, noun))
        .collect();
    let names: BTreeSet<&str> = found.iter().map(|finding| finding.place.file.name.as_str()).collect();
    let place = match files {
        Some(files) => format!(" in {} of {}", names.len(), count(files, "file")),
        None => String::new(),
    };
    if totals.is_empty() { String::new() } else { format!("Found {}{place}.", join_with_and(&totals)) }
}
