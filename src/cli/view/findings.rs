//! Findings in the format that was asked for, and their sum.

use std::io::{self, Write};

use crate::cli::args::Format;
use crate::cli::env::Settings;
use crate::cli::view::paint::Paint;
use crate::cli::view::report::{self, Style};
use crate::cli::view::words::count;
use crate::ground::finding::{Finding, Severity};

/// Prints findings as the result of a command.
///
/// # Errors
/// Those of the writer.
pub fn findings(found: &[Finding], settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    print(found, settings.format, settings.paint, settings, out)
}

/// Prints findings beside the result of a command: always for a person.
///
/// # Errors
/// Those of the writer.
pub fn findings_aside(found: &[Finding], settings: &Settings) -> io::Result<()> {
    print(found, Format::Human, settings.paint_aside, settings, &mut io::stderr().lock())
}

fn print(found: &[Finding], format: Format, paint: Paint, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Human => {
            report::human(found, Style { color: paint.color, unicode: true, width: settings.width }, out)?;
            if found.is_empty() { Ok(()) } else { writeln!(out, "{}", sum(found)) }
        }
        Format::Concise => report::concise(found, out),
        Format::Json => report::json(found, out),
    }
}

/// "Found 2 errors and 1 warning."
fn sum(found: &[Finding]) -> String {
    let of = |severity: Severity| found.iter().filter(|finding| finding.severity == severity).count();
    let counts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "note")];
    let said: Vec<String> = counts
        .into_iter()
        .map(|(severity, noun)| (of(severity), noun))
        .filter(|(number, _)| *number > 0)
        .map(|(number, noun)| count(number, noun))
        .collect();
    match said.split_last() {
        Some((last, [])) => format!("Found {last}."),
        Some((last, rest)) => format!("Found {} and {last}.", rest.join(", ")),
        None => String::new(),
    }
}
