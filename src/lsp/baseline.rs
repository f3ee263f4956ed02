//! The faults of the baseline that `portwright.toml` names: what cannot be read, and entries that no longer occur.

use serde_json::{Value, json};

use crate::ground::source::Span;
use crate::lint::baseline::{Baseline, Entry};
use crate::lsp::diagnostic::SOURCE;
use crate::lsp::document::Document;
use crate::ops::editor::{EditorProject, FileRole};
use crate::yaml::parse::{Limits, parse};
use crate::yaml::tree::Node;

/// The diagnostics of a document if it is the baseline. The findings of the project must be current.
pub(super) fn diagnostics(document: &Document, project: &EditorProject<'_>) -> Vec<Value> {
    if project.role(&document.path) != FileRole::Baseline {
        return Vec::new();
    }
    let diagnostic = |span: Span, severity: u8, message: String| {
        let range = document.text.range(span);
        json!({ "range": range, "severity": severity, "source": SOURCE, "message": message })
    };
    if let Err(reason) = Baseline::parse(document.text.as_str()) {
        return vec![diagnostic(document.text.line(0), 1, format!("this is not a baseline: {reason}"))];
    }
    // JSON is YAML, and a tree has places.
    let Some(tree) = parse(&document.text.file, &Limits::default()).tree else { return Vec::new() };
    let entries = tree.roots().filter_map(|root| root.get("findings")).flat_map(Node::items);
    let is_of = |entry: &Entry, node: Node<'_>| {
        let has = |field: &str, value: &str| node.get(field).and_then(Node::as_str) == Some(value);
        has("path", &entry.path) && has("fingerprint", &entry.fingerprint)
    };
    let stale = entries.filter_map(|node| {
        let entry = project.stale().iter().find(|entry| is_of(entry, node))?;
        let message = format!(
            "`{}` in `{}` no longer occurs: update the baseline with `portwright lint --update-baseline`",
            entry.rule, entry.path
        );
        Some(diagnostic(node.get("message").unwrap_or(node).span(), 2, message))
    });
    stale.collect()
}
