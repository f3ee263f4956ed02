//! The report as SARIF 2.1.0, for code scanning.

use std::io::{self, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::view::json::{LazyList, write_json};
use crate::disk::top::Top;
use crate::ground::count::count;
use crate::ground::finding::{Finding, Severity};
use crate::ground::fingerprint::fingerprints;
use crate::ground::source::Location;
use crate::lint::{RULES, Rule};

/// GitHub refuses a run with more results.
const MAX_RESULTS: usize = 25_000;

/// The name of the folder that paths start from. Code scanning knows where it checked out the repository.
const BASE: &str = "%SRCROOT%";

/// The characters that are percent-encoded in the path of a URI.
const PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/').remove(b'@').remove(b'+');

/// Writes new findings, and `known` ones in the baseline as suppressed: without them, alerts would close and reopen.
/// Over the limit, the least severe findings are left out, and a notification reports how many.
pub(crate) fn sarif(findings: &[Finding], known: &[Finding], top: &Top, out: &mut dyn Write) -> io::Result<()> {
    let rules: Vec<&Rule> = {
        let named = |rule: &&&'static Rule| findings.iter().chain(known).any(|finding| finding.rule == rule.name);
        RULES.iter().filter(named).copied().collect()
    };
    let left_out = (findings.len() + known.len()).saturating_sub(MAX_RESULTS);
    let notifications = (left_out > 0).then(|| {
        let text = format!("{} left out: GitHub accepts at most {MAX_RESULTS}.", count(left_out, "finding"));
        json!({ "level": "warning", "message": { "text": text } })
    });
    let run = Run {
        tool: json!({ "driver": {
            "name": "portwright",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
        } }),
        bases: json!({ BASE: { "description": { "text": "The top of the repository." } } }),
        column_kind: "unicodeCodePoints",
        invocations: json!([{
            "executionSuccessful": true,
            "toolExecutionNotifications": notifications.into_iter().collect::<Vec<_>>(),
        }]),
        results: LazyList(|| {
            chosen(findings, known, top)
                .map(|(finding, fingerprint, known)| result(finding, &fingerprint, known, &rules, top))
        }),
    };
    let schema = "https://json.schemastore.org/sarif-2.1.0.json";
    write_json(&Report { schema, version: "2.1.0", runs: [run] }, out)
}

#[derive(Serialize)]
struct Report<R: Serialize> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<R>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<R: Serialize> {
    tool: Value,
    #[serde(rename = "originalUriBaseIds")]
    bases: Value,
    column_kind: &'static str,
    invocations: Value,
    results: R,
}

/// Returns the findings that fit, each with its fingerprint and whether it is known. Within a severity, those of the
/// last files are left out.
fn chosen<'f>(
    findings: &'f [Finding],
    known: &'f [Finding],
    top: &'f Top,
) -> impl Iterator<Item = (&'f Finding, String, bool)> {
    let mut room = MAX_RESULTS;
    let mut left = [Severity::Error, Severity::Warning, Severity::Info].map(|severity| {
        let of_severity = findings.iter().chain(known).filter(|finding| finding.severity == severity);
        let number = of_severity.count().min(room);
        room -= number;
        (severity, number)
    });
    let of = move |findings: &'f [Finding], known: bool| {
        let fingerprints = fingerprints(findings, |name| top.path(name));
        findings.iter().zip(fingerprints).map(move |(finding, fingerprint)| (finding, fingerprint, known))
    };
    of(findings, false).chain(of(known, true)).filter(move |(finding, ..)| {
        let of_severity = left.iter_mut().find(|(severity, number)| *severity == finding.severity && *number > 0);
        of_severity.map(|(_, number)| *number -= 1).is_some()
    })
}

fn descriptor(rule: &Rule) -> Value {
    let summary = summary(rule.page);
    json!({
        "id": rule.name,
        "shortDescription": { "text": summary },
        "fullDescription": { "text": summary },
        "help": { "text": rule.page, "markdown": rule.page },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

/// The first line of text below the title.
pub(super) fn summary(page: &str) -> &str {
    page.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn result(finding: &Finding, fingerprint: &str, known: bool, rules: &[&Rule], top: &Top) -> Value {
    let text = match &finding.help {
        Some(help) => format!("{}\n{help}", finding.message),
        None => finding.message.to_string(),
    };
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": [{ "physicalLocation": location(&finding.place, top) }],
        "partialFingerprints": { "portwright/v1": fingerprint },
    });
    if let Some(index) = rules.iter().position(|rule| rule.name == finding.rule) {
        result["ruleIndex"] = json!(index);
    }
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate().map(|(id, label)| {
            json!({ "id": id, "message": { "text": label.text }, "physicalLocation": location(&label.place, top) })
        });
        result["relatedLocations"] = related.collect();
    }
    if known {
        result["baselineState"] = json!("unchanged");
        result["suppressions"] = json!([{ "kind": "external", "justification": "in the baseline" }]);
    }
    result
}

fn location(place: &Location, top: &Top) -> Value {
    let (start, end) = (place.position(), place.file.position(place.span.end as usize));
    let path = top.path(&place.file.name);
    json!({
        "artifactLocation": { "uri": utf8_percent_encode(&path, PATH).to_string(), "uriBaseId": BASE },
        "region": {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        },
    })
}
