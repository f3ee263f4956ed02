//! The JSON bodies in the sandbox, and access to their fields.

use std::sync::LazyLock;

use serde_json::{Map, Value};

pub(super) type Body = Map<String, Value>;

static EMPTY: LazyLock<Body> = LazyLock::new(Body::new);

/// A section of a body that maps names to objects; empty where it is absent.
pub(super) fn section<'a>(body: &'a Body, name: &str) -> &'a Body {
    body.get(name).and_then(Value::as_object).unwrap_or(&EMPTY)
}

/// The properties that entities of a blueprint may set.
pub(super) fn properties(blueprint: &Body) -> &Body {
    blueprint.get("schema").and_then(|schema| schema["properties"].as_object()).unwrap_or(&EMPTY)
}

/// The string in a field; empty where there is none.
pub(super) fn text<'a>(body: &'a Body, field: &str) -> &'a str {
    body.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// The object that a JSON value is; empty for any other value.
pub(super) fn object(value: Value) -> Body {
    if let Value::Object(body) = value { body } else { Body::new() }
}

/// Replaces the fields that a patch has.
pub(super) fn merge(body: &mut Body, patch: &Body) {
    body.extend(patch.iter().map(|(key, value)| (key.clone(), value.clone())));
}

/// Merges objects at every depth, except in the fields `whole`, and replaces all other values.
pub(super) fn merge_deep(body: &mut Body, patch: &Body, whole: &[&str]) {
    for (key, value) in patch {
        match (body.get_mut(key), value) {
            (Some(Value::Object(old)), Value::Object(new)) if !whole.contains(&key.as_str()) => {
                merge_deep(old, new, whole);
            }
            _ => drop(body.insert(key.clone(), value.clone())),
        }
    }
}
