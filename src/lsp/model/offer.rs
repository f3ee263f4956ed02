//! Items of completion.

use std::ops::Range;

use serde_json::{Value, json};

use crate::lsp::document::Document;

/// The kinds of completions, by their numbers in the protocol.
pub(super) const FIELD: u8 = 5;
pub(super) const VARIABLE: u8 = 6;
pub(super) const REFERENCE: u8 = 18;

/// The maximum number of names that are offered.
pub(super) const MAX_NAMES: usize = 1_000;

/// An item that replaces a word by a text.
pub(super) fn item(document: &Document, word: &Range<usize>, label: &str, kind: u8, text: &str) -> Value {
    let range = json!({ "start": document.text.position(word.start), "end": document.text.position(word.end) });
    json!({ "label": label, "kind": kind, "textEdit": { "range": range, "newText": text } })
}
