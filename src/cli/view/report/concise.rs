//! The report in one line for each finding: `path:line:column: error[rule] message`.

use std::io::{self, Write};

use crate::cli::view::escape::escaped;
use crate::ground::finding::Finding;

pub(crate) fn concise(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    for finding in findings {
        let place = finding.place.to_string();
        let (severity, rule) = (finding.severity.word(), finding.rule);
        writeln!(out, "{}: {severity}[{rule}] {}", escaped(&place), escaped(&finding.message))?;
    }
    Ok(())
}
