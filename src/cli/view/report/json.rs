//! The report as JSON, for other programs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use crate::cli::view::json::write_json;
use crate::disk::top::Top;
use crate::ground::finding::{Finding, Fix};
use crate::ground::fingerprint::fingerprints;
use crate::ground::source::{Location, SourceFile, Span};
use crate::lint::RULES;

/// Changes when a field is renamed, removed, or given another meaning.
const VERSION: u32 = 1;

/// Writes new findings and `known` ones, which are in the baseline, and the pages of their rules.
pub(crate) fn json(findings: &[Finding], known: &[Finding], top: &Top, out: &mut dyn Write) -> io::Result<()> {
    let mut entries = entries(findings, top, false);
    entries.extend(self::entries(known, top, true));
    let has_findings = |rule: &str| findings.iter().chain(known).any(|finding| finding.rule == rule);
    let rules: BTreeMap<&str, &str> =
        RULES.iter().filter(|rule| has_findings(rule.name)).map(|rule| (rule.name, rule.page)).collect();
    write_json(&json!({ "version": VERSION, "findings": entries, "rules": rules }), out)
}

fn entries(findings: &[Finding], top: &Top, baselined: bool) -> Vec<Value> {
    let fingerprinted = findings.iter().zip(fingerprints(findings, &|name| top.path(name)));
    fingerprinted.map(|(finding, fingerprint)| entry(finding, fingerprint, top, baselined)).collect()
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
