//! Findings as diagnostics.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::disk::discover::absolute;
use crate::disk::project::{FILE, ProjectError, ProjectFile};
use crate::ground::finding::{Finding, Severity};
use crate::ground::source::{Location, Span};
use crate::lsp::client::Capabilities;
use crate::lsp::document::{Document, Documents};
use crate::lsp::text::{Range, Text};

/// The name of the program, which editors show beside a message.
pub(crate) const SOURCE: &str = "portwright";

/// The maximum number of diagnostics of a document. Editors become slow with more.
pub(crate) const MAX_DIAGNOSTICS: usize = 2_000;

/// The file that a finding is in.
pub(crate) fn path_of(finding: &Finding, here: &Path) -> PathBuf {
    absolute(here, Path::new(&finding.place.file.name))
}

/// The range of a finding in its document.
pub(crate) fn range_of(finding: &Finding, document: &Document) -> Range {
    document.text.range(document.text.span_of(&finding.place.file, finding.place.span))
}

/// A finding as a diagnostic of its document.
pub(crate) fn diagnostic(
    finding: &Finding,
    document: &Document,
    here: &Path,
    documents: &Documents,
    client: &Capabilities,
) -> Value {
    let severity = match finding.severity {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Info => 3,
    };
    let help = finding.help.as_ref().map(|help| format!("\nhelp: {}", &**help)).unwrap_or_default();
    let mut diagnostic = json!({
        "range": range_of(finding, document),
        "severity": severity,
        "code": finding.rule,
        "source": SOURCE,
        "message": format!("{}{help}", &*finding.message),
    });
    if client.links {
        let page = format!("{}reference/rules/{}.html", env!("CARGO_PKG_HOMEPAGE"), finding.rule);
        diagnostic["codeDescription"] = json!({ "href": page });
    }
    if client.related_information && !finding.related.is_empty() {
        let related = finding.related.iter().map(
            |label| json!({ "location": location(&label.place, here, documents, client), "message": &*label.text }),
        );
        diagnostic["relatedInformation"] = related.collect();
    }
    diagnostic
}

/// A place in any file. Its lines may be those of an excerpt.
pub(crate) fn location(place: &Location, here: &Path, documents: &Documents, client: &Capabilities) -> Value {
    let path = absolute(here, Path::new(&place.file.name));
    let range = match documents.by_path.get(&path) {
        Some(document) => document.text.range(document.text.span_of(&place.file, place.span)),
        None => Text::new(&place.file, client.encoding).range(place.span),
    };
    json!({ "uri": documents.uri(&path), "range": range })
}

/// The fault of a document that is a `portwright.toml`.
pub(crate) fn of_settings(document: &Document) -> Option<Value> {
    if document.path.file_name().is_none_or(|name| name != FILE) {
        return None;
    }
    let error = ProjectFile::parse(FILE, document.text.as_str()).err()?;
    let ProjectError::Invalid { line, reason, .. } = error else { return None };
    let starts = document.text.file.line_starts();
    let start = line.and_then(|line| starts.get(line.checked_sub(1)?)).map_or(0, |start| *start as usize);
    let line = document.text.line(start);
    let text = document.text.file.slice(line);
    let indent = text.len() - text.trim_start().len();
    let span = Span::new(line.start as usize + indent, line.start as usize + text.trim_end().len().max(indent));
    Some(json!({ "range": document.text.range(span), "severity": 1, "source": SOURCE, "message": reason }))
}

/// Why a project could not be checked, at the start of a document.
pub(crate) fn of_failure(message: &str) -> Value {
    let start = json!({ "line": 0, "character": 0 });
    json!({ "range": { "start": start, "end": start }, "severity": 1, "source": SOURCE, "message": message })
}
