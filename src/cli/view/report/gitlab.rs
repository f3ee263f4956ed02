//! The report as GitLab's code quality artifact.

use std::io::{self, Write};

use serde_json::json;

use crate::cli::view::json::{LazyList, write_json};
use crate::disk::top::Top;
use crate::ground::finding::{Finding, Severity};
use crate::ground::fingerprint::fingerprints;

/// Writes findings as one JSON list.
pub(crate) fn gitlab(findings: &[Finding], top: &Top, out: &mut dyn Write) -> io::Result<()> {
    let entry = |(finding, fingerprint): (&Finding, String)| {
        let description = match &finding.help {
            Some(help) => format!("{}; {help}", finding.message),
            None => finding.message.to_string(),
        };
        let end = finding.place.file.position(finding.place.span.end as usize);
        json!({
            "description": description,
            "check_name": finding.rule,
            "fingerprint": fingerprint,
            "severity": severity(finding.severity),
            "location": {
                "path": top.path(&finding.place.file.name),
                "lines": { "begin": finding.place.position().line, "end": end.line },
            },
        })
    };
    write_json(&LazyList(|| findings.iter().zip(fingerprints(findings, |name| top.path(name))).map(entry)), out)
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Info => "info",
    }
}
