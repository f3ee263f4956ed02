//! The report as JSON, for other programs; its fields stay as they are within one version.

use std::io::{self, Write};

use serde::Serialize;

use crate::cli::view::escape::shown_json;
use crate::ground::finding::Finding;
use crate::ground::source::Place;

/// Changes when a field is renamed, removed, or means something else.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'f> {
    version: u32,
    findings: Vec<Entry<'f>>,
}

#[derive(Serialize)]
struct Entry<'f> {
    rule: &'f str,
    severity: &'f str,
    message: &'f str,
    #[serde(flatten)]
    at: At<'f>,
    label: &'f str,
    help: Option<&'f str>,
    related: Vec<Related<'f>>,
}

#[derive(Serialize)]
struct Related<'f> {
    message: &'f str,
    #[serde(flatten)]
    at: At<'f>,
}

/// Lines and columns count from 1, columns in characters; the end is the place after the last character.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct At<'f> {
    path: &'f str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl<'f> At<'f> {
    fn new(place: &'f Place) -> Self {
        let (start, end) = (place.position(), place.file.position(place.span.end as usize));
        Self {
            path: &place.file.name,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }
}

impl<'f> Entry<'f> {
    fn new(finding: &'f Finding) -> Self {
        let related = finding.related.iter().map(|label| Related { message: &label.text, at: At::new(&label.place) });
        Self {
            rule: finding.rule,
            severity: finding.severity.word(),
            message: &finding.message,
            at: At::new(&finding.place),
            label: &finding.label,
            help: finding.help.as_deref(),
            related: related.collect(),
        }
    }
}

/// Writes findings as one JSON document.
///
/// # Errors
/// What `out` refuses.
pub fn json(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    let report = Report { version: VERSION, findings: findings.iter().map(Entry::new).collect() };
    writeln!(out, "{}", shown_json(&serde_json::to_string_pretty(&report)?))
}
