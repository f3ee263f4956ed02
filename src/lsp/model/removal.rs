//! Completion in `removed.yml`: the resources that no file declares any more.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::kind::{Key, Kind, entity};
use crate::lsp::cursor::Cursor;
use crate::lsp::document::Document;
use crate::lsp::entry::Slot;
use crate::lsp::model::offer::{FIELD, MAX_NAMES, REFERENCE, item};
use crate::lsp::port::written;
use crate::ops::editor::EditorProject;

/// What an entry may have.
static ENTRY: LazyLock<Entry> = LazyLock::new(|| {
    let schema: Value = serde_json::from_str(include_str!("../../../schemas/removed.schema.json")).unwrap_or_default();
    let fields = &schema["items"]["properties"];
    let kinds = fields["kind"]["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
    Entry {
        fields: fields.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect(),
        kinds: kinds.filter_map(Kind::named).collect(),
    }
});

struct Entry {
    fields: Vec<String>,
    kinds: Vec<&'static Kind>,
}

/// The completions at a cursor.
pub(super) fn complete(document: &Document, cursor: &Cursor<'_>, project: &EditorProject<'_>) -> Vec<Value> {
    let stated = |field: &str| cursor.members(1).find(|(key, _)| *key == field).map(|(_, value)| value);
    let kind = stated("kind").and_then(Kind::named);
    let parent_field = |kind: &Kind| kind.identity.parent.as_ref().map(|parent| parent.field);
    if cursor.slot == Slot::Key {
        let set: Vec<&str> = cursor.members(cursor.path.0.len()).map(|(key, _)| key).collect();
        let is_parent = |field: &str| ENTRY.kinds.iter().any(|kind| parent_field(kind) == Some(field));
        let fits = |field: &&String| {
            let is_free = !set.contains(&field.as_str()) || *field == cursor.typed();
            is_free && (!is_parent(field) || kind.is_none_or(|kind| parent_field(kind) == Some(field)))
        };
        let offered = ENTRY.fields.iter().filter(fits);
        return offered.map(|name| item(document, &cursor.word, name, FIELD, &format!("{name}: "))).collect();
    }
    let field = cursor.path.last_key().unwrap_or_default();
    let names: BTreeSet<String> = match (field, kind) {
        ("kind", _) => {
            let names = ENTRY.kinds.iter().map(|kind| item(document, &cursor.word, kind.name, REFERENCE, kind.name));
            return names.collect();
        }
        ("identifier", Some(kind)) => {
            let parent = parent_field(kind).and_then(stated).filter(|parent| !parent.is_empty());
            identifiers(kind, parent, cursor, project)
        }
        (_, Some(kind)) if parent_field(kind) == Some(field) => parents(kind, project),
        _ => BTreeSet::new(),
    };
    let value = |name: &String| item(document, &cursor.word, name, REFERENCE, &written(&json!(name)));
    names.iter().take(MAX_NAMES).map(value).collect()
}

/// The identifiers that are not declared, and that no other entry lists.
fn identifiers(
    kind: &'static Kind,
    parent: Option<&str>,
    cursor: &Cursor<'_>,
    project: &EditorProject<'_>,
) -> BTreeSet<String> {
    let mut keys = project.undeclared();
    if let Some(blueprint) = parent.filter(|_| kind.name == entity::KIND.name) {
        keys.extend(project.undeclared_entities(blueprint));
    }
    let listed: BTreeSet<&Key> = project.model().removals.iter().map(|removal| &removal.key).collect();
    let is_written = |key: &Key| key.identifier == cursor.typed();
    let fits = |key: &Key| key.kind.name == kind.name && (parent.is_none() || key.parent.as_deref() == parent);
    let free = keys.into_iter().filter(|key| fits(key) && (!listed.contains(key) || is_written(key)));
    free.map(|key| key.identifier).collect()
}

/// The names of the blueprints that the resources of a kind belong to: those that are known, and those that had some.
fn parents(kind: &'static Kind, project: &EditorProject<'_>) -> BTreeSet<String> {
    let undeclared = project.undeclared().into_iter();
    let own = undeclared.filter(|key| key.kind.name == kind.name).filter_map(|key| key.parent);
    let names = project.blueprint_names().into_iter().map(str::to_owned);
    own.chain(names).collect()
}
