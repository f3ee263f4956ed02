//! Completion in `approvals.yml`: the addresses of the model, and the fields that can be lost.

use serde_json::{Value, json};

use crate::ground::path::Path;
use crate::kind::Resources;
use crate::kind::blueprint::{self, SECTIONS};
use crate::lsp::cursor::Cursor;
use crate::lsp::document::Document;
use crate::lsp::entry::Slot;
use crate::lsp::model::offer::{FIELD, REFERENCE, item};
use crate::lsp::port::written;
use crate::ops::editor::EditorProject;

/// The fields of an entry, the required one first.
const FIELDS: [&str; 4] = ["address", "path", "reason", "expires"];

/// The completions at a cursor.
pub(super) fn complete(document: &Document, cursor: &Cursor<'_>, project: &EditorProject<'_>) -> Vec<Value> {
    let value = |name: &String| item(document, &cursor.word, name, REFERENCE, &written(&json!(name)));
    match (&cursor.slot, cursor.path.last_key()) {
        (Slot::Value, Some("address")) => addresses(project).iter().map(value).collect(),
        (Slot::Value, Some("path")) => {
            let address = cursor.members(1).find(|(key, _)| *key == "address").map(|(_, address)| address);
            address.map(|address| fields(address, project)).unwrap_or_default().iter().map(value).collect()
        }
        (Slot::Key, _) => {
            let set: Vec<&str> = cursor.members(cursor.path.0.len()).map(|(key, _)| key).collect();
            let offered = FIELDS.iter().filter(|name| !set.contains(name) || **name == cursor.typed());
            offered.map(|name| item(document, &cursor.word, name, FIELD, &format!("{name}: "))).collect()
        }
        _ => Vec::new(),
    }
}

/// The addresses of the resources that files declare or remove.
fn addresses(project: &EditorProject<'_>) -> Vec<String> {
    let model = project.model();
    model.desired().keys().chain(model.removals.iter().map(|removal| &removal.key)).map(ToString::to_string).collect()
}

/// The members of the blueprint at an address.
fn fields(address: &str, project: &EditorProject<'_>) -> Vec<String> {
    let identifier = address.strip_prefix(blueprint::KIND.name).and_then(|rest| rest.strip_prefix('/'));
    let body = identifier.and_then(|name| project.resources().existence(blueprint::KIND.name, name).body());
    let Some(body) = body else { return Vec::new() };
    let sections = SECTIONS.iter().map(|section| Path::from_keys(section));
    let members = sections.flat_map(|section| {
        let names = section.members(body).map(|(name, _)| section.child(name.as_str()).to_string());
        names.collect::<Vec<_>>()
    });
    members.collect()
}
