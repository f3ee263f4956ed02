//! The JSON bodies in the sandbox, and access to their fields.

use std::sync::LazyLock;

use serde_json::{Map, Value};

pub(super) type Body = Map<String, Value>;

static EMPTY: LazyLock<Body> = LazyLock::new(Body::new);

/// The fields that only Port sets; a write that has them does not change them.
const SERVER_OWNED: [&str; 7] = ["createdAt", "createdBy", "updatedAt", "updatedBy", "id", "_id", "orgId"];

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

pub(super) fn without_server_owned(body: &Body) -> Body {
    body.iter().filter(|(key, _)| !SERVER_OWNED.contains(&key.as_str())).map(|(k, v)| (k.clone(), v.clone())).collect()
}
