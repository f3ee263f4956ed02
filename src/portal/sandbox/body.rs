//! The JSON of what the sandbox holds, and how its fields are read.

use std::sync::LazyLock;

use serde_json::{Map, Value};

/// The JSON of one resource, entity, run or migration.
pub(super) type Body = Map<String, Value>;

/// What a section that is absent holds.
static NOTHING: LazyLock<Body> = LazyLock::new(Body::new);

/// The fields that Port adds to what it answers; a write that carries them has no effect on them.
const SERVER_OWNED: [&str; 7] = ["createdAt", "createdBy", "updatedAt", "updatedBy", "id", "_id", "orgId"];

/// A section of a body that maps names to objects; empty where it is absent.
pub(super) fn section<'a>(body: &'a Body, name: &str) -> &'a Body {
    body.get(name).and_then(Value::as_object).unwrap_or(&NOTHING)
}

/// The properties that entities of a blueprint may set.
pub(super) fn properties(blueprint: &Body) -> &Body {
    blueprint.get("schema").and_then(|schema| schema["properties"].as_object()).unwrap_or(&NOTHING)
}

/// The text of a field; empty where it is absent or something else.
pub(super) fn text<'a>(body: &'a Body, field: &str) -> &'a str {
    body.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// A copy without the fields that only Port sets.
pub(super) fn without_server_owned(body: &Body) -> Body {
    body.iter().filter(|(key, _)| !SERVER_OWNED.contains(&key.as_str())).map(|(k, v)| (k.clone(), v.clone())).collect()
}
