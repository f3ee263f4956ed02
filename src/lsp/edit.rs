//! Edits of documents.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::ground::source::Span;
use crate::lsp::client::Capabilities;
use crate::lsp::document::Document;

/// Edits of an open document, for the version that the client knows.
pub(crate) fn workspace_edit(document: &Document, edits: &[(Span, String)], client: &Capabilities) -> Value {
    let edit = |(span, text): &(Span, String)| json!({ "range": document.text.range(*span), "newText": text });
    let edits: Vec<Value> = edits.iter().map(edit).collect();
    let changes = BTreeMap::from([(document.uri.clone(), edits)]);
    of_changes(changes, client, |_| document.version)
}

/// Edits of several documents, by URI.
pub(crate) fn of_changes(
    changes: BTreeMap<String, Vec<Value>>,
    client: &Capabilities,
    version: impl Fn(&str) -> Option<i32>,
) -> Value {
    if !client.document_changes {
        return json!({ "changes": changes });
    }
    let edits = changes.into_iter().map(|(uri, edits)| {
        let version = version(&uri);
        json!({ "textDocument": { "uri": uri, "version": version }, "edits": edits })
    });
    json!({ "documentChanges": edits.collect::<Vec<_>>() })
}
