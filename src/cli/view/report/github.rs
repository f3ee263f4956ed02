//! The report as workflow commands, which GitHub Actions shows beside the lines of a pull request.

use std::io::{self, Write};

use crate::cli::view::escape::{escaped, escaped_lines};
use crate::ground::finding::{Finding, Severity};

/// How many annotations of each level GitHub shows for a step; what is beyond is in its log only.
const SHOWN: usize = 10;

/// Writes findings, a command each, errors first. Paths are preceded by `folder`, the way from the top of the checkout to
/// where the run was started, which is empty or ends in `/`.
///
/// # Errors
/// What `out` refuses.
pub fn github(findings: &[Finding], folder: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| finding.severity);
    for finding in &sorted {
        let place = &finding.place;
        let (start, end) = (place.position(), place.file.position(place.span.end as usize));
        let path = escaped(&format!("{folder}{}", place.file.name)).into_owned();
        write!(out, "::{} file={},line={}", command(finding.severity), property(&path), start.line)?;
        // GitHub ignores columns of what spans lines.
        if start.line == end.line {
            write!(out, ",col={},endLine={},endColumn={}", start.column, end.line, end.column)?;
        }
        let help = finding.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
        let message =
            format!("{path}:{start}: {}[{}] {}{help}", finding.severity.word(), finding.rule, finding.message);
        writeln!(out, ",title=portwright {}::{}", property(finding.rule), data(&escaped_lines(&message)))?;
    }
    let beyond = [Severity::Error, Severity::Warning, Severity::Info]
        .map(|severity| sorted.iter().filter(|finding| finding.severity == severity).count().saturating_sub(SHOWN));
    let beyond: usize = beyond.iter().sum();
    if beyond > 0 {
        writeln!(
            out,
            "{beyond} of {} findings are in this log only: GitHub shows {SHOWN} of each level.",
            sorted.len()
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

/// Text after the second pair of colons.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text between commas.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
