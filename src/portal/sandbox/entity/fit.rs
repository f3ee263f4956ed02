//! Checks an entity's properties and team against its blueprint.

use serde_json::{Value, json};

use crate::portal::sandbox::{Body, Refusal, properties, section, text};

/// Checks everything but relations.
pub(super) fn check(blueprint: &Body, entity: &Body) -> Result<(), Refusal> {
    let declared = properties(blueprint);
    for (name, value) in section(entity, "properties") {
        let pointer = format!("properties/{name}");
        let Some(property) = declared.get(name) else {
            let message = format!("is not a property of \"{}\" that can be set", text(blueprint, "identifier"));
            return Err(Refusal::mismatch(&pointer, message));
        };
        let validator = jsonschema::draft202012::options().should_validate_formats(true).build(&schema(property));
        let Ok(validator) = validator else {
            return Err(Refusal::mismatch(&pointer, "has a schema in its blueprint that cannot be used"));
        };
        if let Err(error) = validator.validate(value) {
            let pointer = format!("{pointer}{}", error.instance_path());
            return Err(Refusal::mismatch(&pointer, error.masked_with("the value")));
        }
    }
    let required = blueprint.get("schema").and_then(|schema| schema["required"].as_array());
    for name in required.into_iter().flatten().filter_map(Value::as_str) {
        if !section(entity, "properties").contains_key(name) {
            return Err(Refusal::new(422, "missing_property", format!("\"properties/{name}\" is required")));
        }
    }
    let inherited = blueprint.get("ownership").is_some_and(|ownership| ownership["type"] == "Inherited");
    if inherited && entity.get("team").and_then(Value::as_array).is_some_and(|team| !team.is_empty()) {
        let message = format!("the team of a \"{}\" is inherited and cannot be set", text(blueprint, "identifier"));
        return Err(Refusal::new(422, "inherited_ownership_enabled", message));
    }
    Ok(())
}

/// The JSON Schema of a property's value, with Port's formats translated.
pub(crate) fn schema(property: &Value) -> Value {
    let mut schema = Body::new();
    for (key, value) in property.as_object().into_iter().flatten() {
        match (key.as_str(), value.as_str()) {
            ("format", Some("url")) => schema.insert("format".into(), json!("uri")),
            ("format", Some("user")) => schema.insert("format".into(), json!("email")),
            ("format", Some("timer")) => schema.insert("format".into(), json!("date-time")),
            ("format", Some("labeled-url")) => {
                schema.insert("required".into(), json!(["url"]));
                let url = json!({"type": "string", "format": "uri"});
                schema.insert("properties".into(), json!({"url": url, "displayText": {"type": "string"}}))
            }
            ("items", _) => schema.insert("items".into(), self::schema(value)),
            _ => schema.insert(key.clone(), value.clone()),
        };
    }
    Value::Object(schema)
}

/// Adds the blueprint's defaults to a new entity.
pub(super) fn fill(blueprint: &Body, entity: &mut Body) {
    let Some(values) = entity.get_mut("properties").and_then(Value::as_object_mut) else { return };
    for (name, property) in properties(blueprint) {
        if let Some(default) = property.get("default") {
            values.entry(name.as_str()).or_insert_with(|| default.clone());
        }
    }
}
