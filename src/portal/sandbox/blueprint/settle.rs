//! The fields that Port adds to and drops from a written blueprint, and the checks that need no other blueprint.

use serde_json::{Value, json};

use crate::kind::checks::is_plain;
use crate::portal::sandbox::{Body, Refusal, properties, section};

pub(super) fn fill(blueprint: &mut Body) {
    for name in ["calculationProperties", "mirrorProperties", "aggregationProperties", "relations"] {
        blueprint.entry(name).or_insert_with(|| json!({}));
    }
    if let Some(schema) = blueprint.get_mut("schema").and_then(Value::as_object_mut) {
        schema.entry("required").or_insert_with(|| json!([]));
        each(schema.get_mut("properties"), fill_authentication);
    }
    each(blueprint.get_mut("calculationProperties"), fill_authentication);
    each(blueprint.get_mut("relations"), |relation| {
        relation.entry("required").or_insert(json!(false));
        relation.entry("many").or_insert(json!(false));
    });
    each(blueprint.get_mut("aggregationProperties"), |aggregation| {
        aggregation.entry("type").or_insert(json!("number"));
    });
    // The teams of an entity that inherits its owners are those of another entity.
    let is_inherited = blueprint.get("ownership").is_some_and(|ownership| ownership["type"] == "Inherited");
    if let Some(relations) = blueprint.get_mut("relations").and_then(Value::as_object_mut).filter(|_| is_inherited) {
        relations.retain(|_, relation| relation["target"] != "_team");
    }
}

fn each(section: Option<&mut Value>, fill: impl Fn(&mut Body)) {
    let Some(members) = section.and_then(Value::as_object_mut) else { return };
    members.values_mut().filter_map(Value::as_object_mut).for_each(fill);
}

fn fill_authentication(property: &mut Body) {
    if let Some(authentication) = property.get_mut("specAuthentication").and_then(Value::as_object_mut) {
        authentication.entry("authorizationScope").or_insert_with(|| json!(["openid"]));
    }
}

/// Checks defaults, the JSON Schemas of properties, required names and relations.
pub(super) fn check(blueprint: &Body) -> Result<(), Refusal> {
    for (name, property) in properties(blueprint) {
        let pointer = format!("schema/properties/{name}");
        if let Some(default) = property.get("default")
            && !has_type(default, property["type"].as_str().unwrap_or_default())
        {
            return Err(Refusal::invalid(&format!("{pointer}/default"), "must have the type of its property"));
        }
        if !is_plain(property) && jsonschema::draft202012::new(property).is_err() {
            return Err(Refusal::invalid(&pointer, "is not a JSON Schema"));
        }
    }
    let required = blueprint.get("schema").and_then(|schema| schema["required"].as_array());
    for (index, name) in required.into_iter().flatten().enumerate() {
        if !name.as_str().is_some_and(|name| properties(blueprint).contains_key(name)) {
            return Err(Refusal::invalid(&format!("schema/required/{index}"), "must name a property of the schema"));
        }
    }
    for (name, relation) in section(blueprint, "relations") {
        if relation["many"] == true && relation["required"] == true {
            return Err(Refusal::invalid(&format!("relations/{name}"), "cannot be both \"many\" and \"required\""));
        }
    }
    Ok(())
}

pub(in crate::portal::sandbox) fn has_type(value: &Value, type_name: &str) -> bool {
    match type_name {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        _ => false,
    }
}
