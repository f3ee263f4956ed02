//! The body and the text of the file of one resource.

use crate::ground::path::Path;
use crate::kind::Key;
use crate::kind::treatment::Treatment;
use crate::model::build::EXTENDS;
use crate::plan::normalize::file_form;
use crate::yaml::emit;
use serde_json::{Map, Value};

/// Returns the body that a file states for a resource: its live body in the form of a file, with the names of the resource
/// and its owner. Its place among its siblings is left out, because changes of those change it.
pub(crate) fn file_body(key: &Key, live: &Value) -> Value {
    let mut body = file_form(key.kind, live);
    let Some(map) = body.as_object_mut() else { return body };
    if let Some((field, _)) = key.kind.placement() {
        map.shift_remove(field);
    }
    map.shift_remove(key.kind.identity.field);
    map.shift_insert(0, key.kind.identity.field.to_owned(), Value::from(key.identifier.as_str()));
    if let (Some(parent), Some(identifier)) = (&key.kind.identity.parent, &key.parent) {
        map.shift_remove(parent.field);
        map.shift_insert(0, parent.field.to_owned(), Value::from(identifier.as_str()));
    }
    body
}

/// Returns the text of a new file with this body, for a resource that the file declares or, if `extends`, adds to.
pub(crate) fn file_text(key: &Key, body: &Value, extends: bool, schemas: &str) -> String {
    let mut body = body.clone();
    if let Some(map) = body.as_object_mut().filter(|_| extends) {
        let identifier = map.shift_remove(key.kind.identity.field).unwrap_or_default();
        map.shift_insert(0, EXTENDS.to_owned(), identifier);
    }
    format!("# yaml-language-server: $schema={schemas}/{}.schema.json\n{}", key.kind.name, emit::document(&body))
}

/// Returns whether a body states anything besides the names of the resource.
pub(crate) fn states_something(key: &Key, body: &Value) -> bool {
    let parent = key.kind.identity.parent.as_ref().map(|parent| parent.field);
    let is_name = |field: &str| field == key.kind.identity.field || Some(field) == parent;
    let map = Map::new();
    body.as_object()
        .unwrap_or(&map)
        .keys()
        .any(|field| !is_name(field) && !key.kind.treats(&Path::from_keys(&[field]), Treatment::WriteOnly))
}
