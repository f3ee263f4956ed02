//! The entities of a file and their members, as symbols.

use serde_json::{Value, json};

use crate::kind::blueprint::KIND;
use crate::lsp::client::Capabilities;
use crate::lsp::document::Document;
use crate::lsp::port::entity::entities;
use crate::yaml::parse::{Limits, parse};
use crate::yaml::tree::Node;

/// The kinds of symbols, by their numbers in the protocol.
const OBJECT: u8 = 19;
const PROPERTY: u8 = 7;
const FIELD: u8 = 8;

/// The symbols of a document.
pub(crate) fn symbols(document: &Document, client: &Capabilities) -> Vec<Value> {
    let Some(tree) = parse(&document.text.file, &Limits::default()).tree else { return Vec::new() };
    let mut found = Vec::new();
    for entity in entities(&tree) {
        let text = |field: &str| entity.get(field).and_then(Node::as_str);
        let name = text("identifier").or_else(|| text("title")).filter(|name| !name.is_empty()).unwrap_or("entity");
        let at = entity.get("identifier").unwrap_or(entity);
        let members = |section: &'static str, kind: u8| {
            let entries = entity.get(section).into_iter().flat_map(Node::entries);
            entries.map(move |(key, value)| (key, value, kind))
        };
        let members = members("properties", PROPERTY).chain(members("relations", FIELD));
        if !client.nested_symbols {
            let location = json!({ "uri": document.uri, "range": document.text.range(at.span()) });
            found.push(json!({ "name": name, "kind": OBJECT, "location": location }));
            continue;
        }
        let children = members.filter(|(key, ..)| !key.key_text().is_empty()).map(|(key, value, kind)| {
            let range = document.text.range(crate::ground::source::Span {
                start: key.span().start,
                end: value.span().end.max(key.span().end),
            });
            let detail = value.raw().lines().next().unwrap_or_default();
            json!({
                "name": key.key_text(),
                "detail": if value.is_map() || value.is_list() { "" } else { detail },
                "kind": kind,
                "range": range,
                "selectionRange": document.text.range(key.span()),
            })
        });
        found.push(json!({
            "name": name,
            "detail": text(KIND.name).unwrap_or_default(),
            "kind": OBJECT,
            "range": document.text.range(entity.span()),
            "selectionRange": document.text.range(at.span()),
            "children": children.collect::<Vec<_>>(),
        }));
    }
    found
}
