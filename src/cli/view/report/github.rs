//! The report as workflow commands, which GitHub Actions shows as annotations in a pull request.

use std::io::{self, Write};

use crate::cli::view::escape::{escaped, escaped_lines};
use crate::disk::top::Top;
use crate::ground::finding::{Finding, Severity};

/// GitHub shows this many annotations of each level per step; the others are only in its log.
const MAX_ANNOTATIONS: usize = 10;

/// Writes a command for each finding, errors first.
pub(crate) fn github(findings: &[Finding], top: &Top, out: &mut dyn Write) -> io::Result<()> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| finding.severity);
    for finding in &sorted {
        let place = &finding.place;
        let (start, end) = (place.position(), place.file.position(place.span.end as usize));
        let path = escaped(&top.path(&place.file.name)).into_owned();
        write!(out, "::{} file={},line={}", command(finding.severity), property(&path), start.line)?;
        // GitHub ignores columns of annotations with several lines.
        if start.line == end.line {
            write!(out, ",col={},endLine={},endColumn={}", start.column, end.line, end.column)?;
        }
        let help = finding.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
        let message =
            format!("{path}:{start}: {}[{}] {}{help}", finding.severity.word(), finding.rule, finding.message);
        writeln!(out, ",title=portwright {}::{}", property(finding.rule), data(&escaped_lines(&message)))?;
    }
    let beyond = [Severity::Error, Severity::Warning, Severity::Info].map(|severity| {
        sorted.iter().filter(|finding| finding.severity == severity).count().saturating_sub(MAX_ANNOTATIONS)
    });
    let beyond: usize = beyond.iter().sum();
    if beyond > 0 {
        let all = sorted.len();
        writeln!(
            out,
            "{beyond} of {all} findings are in this log only: GitHub shows {MAX_ANNOTATIONS} of each level."
        )?;
    }
    Ok(())
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

/// Escapes the message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
