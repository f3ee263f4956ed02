//! The output of `lint`: findings, or a diff, and notes.

use std::io::{self, Write};

use crate::cli::env::Settings;
use crate::cli::format::Format;
use crate::cli::terminal::{IgnoreBrokenPipe, print_note, stderr, stdout_is_file};
use crate::cli::view::diff::diff;
use crate::cli::view::escape::escaped;
use crate::cli::view::findings::{self, Findings, Fixable, Target};
use crate::ground::count::count;
use crate::ops::lint::{Fix, LintReport};

/// Prints findings, or how many each rule has with `statistics`; for a preview, a diff of the fixes. Notes go to standard
/// error, and so do findings where standard output takes the fixed text.
pub(crate) fn report(
    report: &LintReport,
    statistics: bool,
    settings: &Settings,
    out: &mut dyn Write,
) -> io::Result<()> {
    if report.is_preview() {
        return report
            .fixed
            .iter()
            .try_for_each(|file| diff(&file.fixed.before, &file.fixed.after, settings.paint, out));
    }
    if !settings.quiet {
        written(report).iter().for_each(|line| print_note(line));
    }
    if let Some(text) = &report.fixed_text {
        fixed_text(text, out)?;
        let (paint, unguarded) = (settings.stderr_paint, &mut io::stderr());
        shown(report, statistics, settings, Target { out: &mut stderr(), paint, unguarded })?;
    } else {
        let (paint, unguarded) = (settings.paint, &mut IgnoreBrokenPipe(io::stdout()));
        shown(report, statistics, settings, Target { out, paint, unguarded })?;
        out.flush()?;
    }
    notes(report, settings);
    Ok(())
}

/// Writes the text as it is to a file. Elsewhere, a runner may read it, so it goes through the guard.
fn fixed_text(text: &[u8], out: &mut dyn Write) -> io::Result<()> {
    if stdout_is_file() {
        out.flush()?;
        io::stdout().write_all(text)?;
        return io::stdout().flush();
    }
    out.write_all(text)?;
    out.flush()
}

fn shown(report: &LintReport, statistics: bool, settings: &Settings, target: Target<'_>) -> io::Result<()> {
    let for_people = matches!(settings.report_format, Format::Human | Format::Concise);
    if statistics && for_people {
        return findings::statistics(&report.findings, target.out);
    }
    let fixable = match report.fix {
        None => Fixable::All,
        Some(Fix { with_unsafe: false, .. }) => Fixable::Unsafe,
        Some(_) => Fixable::Unmentioned,
    };
    findings::report(Findings { fixable, ..of(report) }, settings, target)
}

/// Prints the findings that keep `sync` from writing.
pub(crate) fn findings(report: &LintReport, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    let target = Target { out, paint: settings.paint, unguarded: &mut IgnoreBrokenPipe(io::stdout()) };
    findings::report(of(report), settings, target)
}

fn of(report: &LintReport) -> Findings<'_> {
    let files = Some(report.checked);
    Findings { found: &report.findings, known: &report.known, files, ..Findings::default() }
}

fn written(report: &LintReport) -> Vec<String> {
    let mut lines = Vec::new();
    if !report.fixed.is_empty() {
        let number: usize = report.fixed.iter().map(|file| file.fixed.applied).sum();
        lines.push(format!("Fixed {} in {}.", count(number, "finding"), count(report.fixed.len(), "file")));
    }
    if let Some(file) = &report.updated_baseline {
        lines.push(format!("{} written to `{file}`.", count(report.known.len(), "finding")));
    }
    lines
}

/// Results that no format can show are printed even with `--quiet`.
fn notes(report: &LintReport, settings: &Settings) {
    if !report.has_catalog && !settings.quiet {
        print_note(NO_CATALOG);
    }
    for entry in &report.stale {
        print_note(&format!(
            "{}: {} is in the baseline but no longer occurs ({}): run with --update-baseline.",
            escaped(&entry.path),
            count(entry.count, &format!("`{}`", entry.rule)),
            escaped(&entry.message),
        ));
    }
    for path in &report.missing {
        print_note(&format!("`{}` is listed, but does not exist: it was not checked.", escaped(path)));
    }
    for (path, reason) in &report.unread_folders {
        print_note(&format!("`{}` could not be read: {reason}.", settings.display(path)));
    }
    if !settings.quiet {
        skipped(report, settings).iter().for_each(|line| print_note(line));
    }
}

const NO_CATALOG: &str = "No blueprints are loaded, so properties and relations were not checked: name a snapshot \
                          with --catalog, a model with --model, or a portal with --portal.";

/// The files and findings that the report leaves out, and why; or that there is nothing to report.
fn skipped(report: &LintReport, settings: &Settings) -> Vec<String> {
    const MAX_NAMED: usize = 5;
    let mut lines = Vec::new();
    for (path, description) in report.foreign.iter().take(MAX_NAMED) {
        lines.push(format!("Skipped `{path}`, which is {description}."));
    }
    if report.foreign.len() > MAX_NAMED {
        lines.push(format!("Skipped {} of other programs as well.", count(report.foreign.len() - MAX_NAMED, "file")));
    }
    if report.excluded > 0 {
        lines.push(format!("{} excluded by portwright.toml.", count(report.excluded, "file")));
    }
    if !report.known.is_empty() {
        lines.push(format!("{} in the baseline.", count(report.known.len(), "finding")));
    }
    if let Some(path) = &report.in_model {
        lines.push(format!("`{}` is in the model, which `portwright validate` checks.", settings.display(path)));
    }
    let is_human = settings.report_format == Format::Human;
    if is_human && report.findings.is_empty() && report.stale.is_empty() {
        lines.push(format!("{} checked: nothing to report.", count(report.checked, "file")));
    }
    lines
}
