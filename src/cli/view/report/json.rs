//! The report as JSON, for other programs; its fields stay as they are within one version.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::cli::view::escape::escaped_json;
use crate::ground::finding::Finding;
use crate::ground::fingerprint::fingerprints;
use crate::ground::source::{Location, SourceFile, Span};
use crate::lint::RULES;

/// Changes when a field is renamed, removed, or means something else.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'f> {
    version: u32,
    findings: Vec<Entry<'f>>,
    /// What each rule that found something is about, by name.
    rules: BTreeMap<&'f str, &'f str>,
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
    /// What can be written instead, so that the finding goes away.
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Replacement<'f>>,
    /// Stays the same while lines move.
    fingerprint: String,
    /// Whether a baseline knows it.
    baselined: bool,
}

#[derive(Serialize)]
struct Replacement<'f> {
    message: &'f str,
    safe: bool,
    edits: Vec<Edit<'f>>,
}

#[derive(Serialize)]
struct Edit<'f> {
    text: &'f str,
    #[serde(flatten)]
    at: Region,
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
    #[serde(flatten)]
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl Region {
    fn new(file: &SourceFile, span: Span) -> Self {
        let (start, end) = (file.position(span.start as usize), file.position(span.end as usize));
        Self { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }
}

impl<'f> At<'f> {
    fn new(place: &'f Location) -> Self {
        Self { path: &place.file.name, region: Region::new(&place.file, place.span) }
    }
}

impl<'f> Entry<'f> {
    fn new(finding: &'f Finding, fingerprint: String, baselined: bool) -> Self {
        let related = finding.related.iter().map(|label| Related { message: &label.text, at: At::new(&label.place) });
        let fix = finding.fix.as_ref().map(|fix| Replacement {
            message: &fix.does,
            safe: fix.safe,
            edits: fix
                .edits
                .iter()
                .map(|(span, text)| Edit { text, at: Region::new(&finding.place.file, *span) })
                .collect(),
        });
        Self {
            fix,
            fingerprint,
            baselined,
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

/// Writes findings, and those that a baseline knows, as one JSON document.
pub(crate) fn json(findings: &[Finding], known: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    let mut all = entries(findings, false);
    all.extend(entries(known, true));
    let named = RULES.iter().filter(|rule| all.iter().any(|entry| entry.rule == rule.name));
    let rules = named.map(|rule| (rule.name, rule.page)).collect();
    let report = Report { version: VERSION, findings: all, rules };
    writeln!(out, "{}", escaped_json(&serde_json::to_string_pretty(&report)?))
}

fn entries(findings: &[Finding], baselined: bool) -> Vec<Entry<'_>> {
    let named = findings.iter().zip(fingerprints(findings));
    named.map(|(finding, fingerprint)| Entry::new(finding, fingerprint, baselined)).collect()
}
