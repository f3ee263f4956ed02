//! The report as JSON, for other programs.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::view::json::{LazyList, write_document};
use crate::disk::top::Top;
use crate::ground::finding::{Finding, Fix};
use crate::ground::fingerprint::fingerprints;
use crate::ground::source::{Location, SourceFile, Span};
use crate::lint::RULES;

/// Writes new findings and `known` ones, which are in the baseline, and the pages of their rules.
pub(crate) fn json(findings: &[Finding], known: &[Finding], top: &Top, out: &mut dyn Write) -> io::Result<()> {
    let found: BTreeSet<&str> = findings.iter().chain(known).map(|finding| finding.rule).collect();
    let rules: BTreeMap<&str, &str> =
        RULES.iter().filter(|rule| found.contains(rule.name)).map(|rule| (rule.name, rule.page)).collect();
    let findings = LazyList(|| entries(findings, top, false).chain(entries(known, top, true)));
    write_document(Report { findings, rules }, out)
}

#[derive(Serialize)]
struct Report<'r, F: Serialize> {
    findings: F,
    rules: BTreeMap<&'r str, &'r str>,
}

/// A list of findings, each with its place and its fix.
pub(crate) fn entries<'f>(findings: &'f [Finding], top: &'f Top, baselined: bool) -> impl Iterator<Item = Value> + 'f {
    let fingerprinted = findings.iter().zip(fingerprints(findings, |name| top.path(name)));
    fingerprinted.map(move |(finding, fingerprint)| entry(finding, fingerprint, top, baselined))
}

fn entry(finding: &Finding, fingerprint: String, top: &Top, baselined: bool) -> Value {
    let related = finding.related.iter().map(|label| located(json!({ "message": label.text }), &label.place, top));
    let entry = json!({ "rule": finding.rule, "severity": finding.severity.word(), "message": finding.message });
    let mut entry = located(entry, &finding.place, top);
    entry["label"] = json!(finding.label);
    entry["help"] = json!(finding.help);
    entry["related"] = related.collect();
    if let Some(fix) = &finding.fix {
        entry["fix"] = fix_json(fix, &finding.place.file);
    }
    entry["fingerprint"] = json!(fingerprint);
    entry["baselined"] = json!(baselined);
    entry
}

fn fix_json(fix: &Fix, file: &SourceFile) -> Value {
    let edits = fix.edits.iter().map(|(span, text)| with_region(json!({ "text": text }), file, *span));
    json!({ "message": fix.does, "safe": fix.safe, "edits": edits.collect::<Value>() })
}

fn located(mut object: Value, place: &Location, top: &Top) -> Value {
    object["path"] = json!(top.path(&place.file.name));
    with_region(object, &place.file, place.span)
}

/// Lines and columns count from 1, columns in characters; the end is the position after the last character.
fn with_region(mut object: Value, file: &SourceFile, span: Span) -> Value {
    let (start, end) = (file.position(span.start as usize), file.position(span.end as usize));
    object["line"] = json!(start.line);
    object["column"] = json!(start.column);
    object["endLine"] = json!(end.line);
    object["endColumn"] = json!(end.column);
    object
}
