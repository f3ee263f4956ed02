//! The output of `export`: the files, the variables to set, and the resources that were left out.

use std::borrow::Cow;
use std::io::{self, Write};

use serde_json::{Value, json};

use crate::cli::view::diff;
use crate::cli::view::escape::escaped;
use crate::cli::view::json::write_document;
use crate::cli::view::paint::{Paint, TextStyle};
use crate::ground::count::count;
use crate::ground::source::SourceFile;
use crate::model::environment_variable;
use crate::ops::export::{ExportReport, ExportedFile, LeftOut};
use crate::plan::mask::redact;

/// The most lines of each list for people.
const MAX_LINES: usize = 40;

/// The most resources that are named for one reason.
const MAX_SUBJECTS: usize = 5;

/// `dry` is whether the files were not written.
pub(crate) fn human(
    report: &ExportReport,
    destination: &str,
    dry: bool,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    let number = files(report, paint, out)?;
    let new = report.settings.iter().chain(&report.files).filter(|file| file.before.is_none()).count();
    let changed = number - new;
    let verb = if dry { "would be" } else { "" };
    let unchanged = match report.unchanged {
        0 => String::new(),
        number => format!(" {} already up to date.", count(number, "resource")),
    };
    let title = paint.styled(TextStyle::Bold, if number == 0 { "No changes." } else { "Export:" });
    match number {
        0 if !report.is_complete() => writeln!(out, "Nothing was exported from {}.{unchanged}", escaped(destination))?,
        0 => writeln!(out, "{title} The model's files match {}.{unchanged}", escaped(destination))?,
        _ => {
            let parts = [(new, "created"), (changed, "changed")];
            let parts = parts.iter().filter(|(number, _)| *number > 0);
            let parts: Vec<String> =
                parts.map(|(number, what)| format!("{} {verb} {what}", count(*number, "file"))).collect();
            let sentence = parts.join(", ").replace("  ", " ");
            writeln!(out, "{title} {sentence}, from {}.{unchanged}", escaped(destination))?;
        }
    }
    left_out(report, "exported", paint, out)?;
    variables(report, out)
}

/// Writes a line for each file, and returns their number.
pub(super) fn files(report: &ExportReport, paint: Paint, out: &mut dyn Write) -> io::Result<usize> {
    let lines = report.settings.iter().chain(&report.files).map(|file| match file.before {
        None => paint.styled(TextStyle::Green, &format!("+ {}", escaped(&file.name))),
        Some(_) => paint.styled(TextStyle::Yellow, &format!("~ {}", escaped(&file.name))),
    });
    let lines: Vec<String> = lines.collect();
    let number = lines.len();
    list(lines, out)?;
    Ok(number)
}

/// Writes which variables to set.
pub(super) fn variables(report: &ExportReport, out: &mut dyn Write) -> io::Result<()> {
    if report.variables.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nSecrets were replaced by variables. Set their values in the environment before you run `plan`:")?;
    report.variables.iter().try_for_each(|variable| {
        let note =
            if variable.only_to_write { "  (needed only to create the secret, or to write it again)" } else { "" };
        writeln!(out, "  {}{note}", environment_variable(&variable.name))
    })
}

/// Writes the resources that were left out on purpose, and then those that could not be `done`, such as "exported".
pub(super) fn left_out(report: &ExportReport, done: &str, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    for (is_failure, title) in [(false, "Left out:".to_owned()), (true, format!("Could not be {done}:"))] {
        let mut by_reason: Vec<(&str, Vec<&str>)> = Vec::new();
        for LeftOut { subject, reason, .. } in report.left_out.iter().filter(|one| one.is_failure == is_failure) {
            match by_reason.iter_mut().find(|(other, _)| other == reason) {
                Some((_, subjects)) => subjects.push(subject),
                None => by_reason.push((reason, vec![subject])),
            }
        }
        if by_reason.is_empty() {
            continue;
        }
        let style = if is_failure { TextStyle::Red } else { TextStyle::Bold };
        writeln!(out, "\n{}", paint.styled(style, &title))?;
        let line = |(reason, subjects): &(&str, Vec<&str>)| {
            let shown =
                subjects.iter().take(MAX_SUBJECTS).map(|subject| escaped(subject)).collect::<Vec<_>>().join(", ");
            let rest = match subjects.len().saturating_sub(MAX_SUBJECTS) {
                0 => String::new(),
                rest => format!(" and {rest} more"),
            };
            format!("  {shown}{rest}: {}", escaped(reason))
        };
        list(by_reason.iter().map(line).collect(), out)?;
    }
    Ok(())
}

fn list(lines: Vec<String>, out: &mut dyn Write) -> io::Result<()> {
    let shown = if lines.len() > MAX_LINES { MAX_LINES - 1 } else { lines.len() };
    lines[..shown].iter().try_for_each(|line| writeln!(out, "{line}"))?;
    match lines.len() - shown {
        0 => Ok(()),
        rest => writeln!(out, "  ... and {rest} more"),
    }
}

/// Writes a unified diff of all files.
pub(crate) fn diff(report: &ExportReport, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    for file in report.settings.iter().chain(&report.files) {
        let shown = |text: &str| SourceFile::new(file.name.as_str(), redact(text, &report.secrets));
        let before = file.before.as_ref().map_or(Cow::Borrowed(""), |before| Cow::Borrowed(before.text.as_str()));
        diff::diff(&shown(&before), &shown(&file.text), paint, out)?;
    }
    left_out(report, "exported", paint, out)
}

/// `dry` is whether the files were not written.
pub(crate) fn json(report: &ExportReport, portal: &str, dry: bool, out: &mut dyn Write) -> io::Result<()> {
    let file = |file: &ExportedFile| -> Value {
        let change = if file.before.is_some() { "update" } else { "create" };
        json!({"path": file.name, "change": change, "resources": file.keys})
    };
    let variables = report.variables.iter().map(|variable| {
        json!({
            "name": variable.name, "environment": environment_variable(&variable.name),
            "only_to_write": variable.only_to_write,
        })
    });
    let left_out = report
        .left_out
        .iter()
        .map(|one| json!({"subject": one.subject, "reason": one.reason, "failed": one.is_failure}));
    let document = json!({
        "portal": portal,
        "written": !dry,
        "complete": report.is_complete(),
        "files": report.settings.iter().chain(&report.files).map(file).collect::<Value>(),
        "unchanged": report.unchanged,
        "variables": variables.collect::<Value>(),
        "left_out": left_out.collect::<Value>(),
    });
    write_document(document, out)
}
