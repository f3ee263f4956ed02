//! The maps, lists and texts of several lines, which can be folded.

use serde_json::{Value, json};

use crate::lsp::document::Document;
use crate::yaml::parse::{Limits, parse};
use crate::yaml::tree::Node;

/// The ranges of a document that can be folded.
pub(crate) fn folds(document: &Document) -> Vec<Value> {
    let Some(tree) = parse(&document.text.file, &Limits::default()).tree else { return Vec::new() };
    let mut found = Vec::new();
    let mut waiting: Vec<Node<'_>> = tree.roots().collect();
    let line = |offset: u32| document.text.position(offset as usize).line;
    while let Some(node) = waiting.pop() {
        if node.is_alias() {
            continue;
        }
        let mut fold = |start: u32, node: Node<'_>| {
            let (first, last) = (line(start), line(start + trimmed(node, start)));
            if first < last {
                found.push((first, last));
            }
        };
        for item in node.items() {
            if item.is_map() || item.is_list() {
                fold(item.span().start, item);
            }
            waiting.push(item);
        }
        for (key, value) in node.entries() {
            fold(key.span().start, value);
            waiting.push(value);
        }
    }
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|(first, last)| json!({ "startLine": first, "endLine": last })).collect()
}

/// The number of bytes from a place to the end of a node, without white space at its end.
fn trimmed(node: Node<'_>, start: u32) -> u32 {
    let end = node.span().end.max(start);
    let text = node.tree().file().text.get(start as usize..end as usize).unwrap_or_default();
    text.trim_end().len() as u32
}
