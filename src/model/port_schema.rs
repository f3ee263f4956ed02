//! A JSON Schema of `port.yml` for the blueprints of a catalog, for editors.
//!
//! It is in draft-07, which the YAML support of every editor reads.

use crate::ground::path::Path;
use crate::kind::blueprint::{KIND, PROPERTIES, RELATIONS};
use crate::kind::{Existence, Resources};
use serde_json::{Map, Value, json};

const IDENTIFIER: &str = r"^[\p{L}0-9@_.+:\\/=\-]+$";

/// Port's own keywords, which do not constrain values or have another meaning in JSON Schema.
const PORT_KEYWORDS: &[&str] =
    &["icon", "required", "spec", "specAuthentication", "enumColors", "format", "type", "enum"];

/// Returns the schema. With `complete`, no blueprints exist except those among the resources.
pub(crate) fn port_schema(resources: &dyn Resources, complete: bool) -> Value {
    let mut definitions = Map::new();
    let mut choices = Vec::new();
    let identifiers = resources.identifiers(KIND.name);
    for identifier in &identifiers {
        let (body, is_complete) = match resources.existence(KIND.name, identifier) {
            Existence::Complete(body) => (body, true),
            // An empty body means that only the blueprint's existence is known.
            Existence::Partial(body) if body.as_object().is_none_or(Map::is_empty) => continue,
            Existence::Partial(body) => (body, false),
            Existence::Absent | Existence::Unknown => continue,
        };
        // The name of a definition is part of a JSON pointer, in which these characters need escapes.
        let name = format!("blueprint-{}", identifier.replace(['/', '~', '%', '\\'], "-"));
        let is = json!({ "properties": { "blueprint": { "const": identifier } }, "required": ["blueprint"] });
        choices.push(json!({ "if": is, "then": { "$ref": format!("#/definitions/{name}") } }));
        definitions.insert(name, blueprint_schema(body, is_complete));
    }
    // Port writes the entities of its own blueprints, so do not offer those if other blueprints may exist.
    let offered: Vec<&str> =
        identifiers.into_iter().filter(|identifier| complete || !identifier.starts_with('_')).collect();
    let named = json!({ "enum": offered });
    let any = json!({
        "type": "string",
        "pattern": r"^[\p{L}0-9@_.+:\\/\-]+$",
        "patternErrorMessage": r"use only letters, digits and `@ _ . + : \ / -`",
        "maxLength": 100,
    });
    let mut blueprint = if complete { named } else { json!({ "anyOf": [named, any] }) };
    blueprint["description"] = json!("Identifier of the entity's blueprint.");
    definitions.insert("entity".to_owned(), entity(&blueprint, choices));
    let identifier = json!({
        "type": "string",
        "pattern": IDENTIFIER,
        "patternErrorMessage": r"use only letters, digits and `@ _ . + : / \ = -`",
        "maxLength": 1000,
    });
    definitions.insert("identifier".to_owned(), identifier);
    definitions.insert("query".to_owned(), query());
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "port.yml",
        "description": "The entities that a repository describes: one, or a list of them.",
        "if": { "type": "array" },
        "then": { "items": { "$ref": "#/definitions/entity" } },
        "else": { "$ref": "#/definitions/entity" },
        "definitions": definitions,
    })
}

fn entity(blueprint: &Value, choices: Vec<Value>) -> Value {
    let mut entity = json!({
        "type": "object",
        "required": ["identifier", "blueprint"],
        "properties": {
            "identifier": {
                "anyOf": [{ "$ref": "#/definitions/identifier" }, { "$ref": "#/definitions/query" }],
                "description": "The entity's identifier, unique in its blueprint. A different identifier is a different entity.",
            },
            "title": { "type": "string", "description": "The display name. If omitted, Port shows the identifier." },
            "blueprint": blueprint,
            "icon": { "type": "string", "description": "Name of one of Port's icons, such as `Microservice`. Case-sensitive." },
            "team": {
                "anyOf": [
                    { "type": "string" },
                    { "type": "array", "items": { "type": "string" } },
                    { "$ref": "#/definitions/query" },
                ],
                "description": "Identifier of the team that owns the entity, or a list of them.",
            },
            "properties": { "type": "object", "description": "Values of the blueprint's properties. `null` clears a value." },
            "relations": { "type": "object", "description": "Related entities, by relation: an identifier, a list of them, or `null` for none." },
            "apiVersion": { "description": "Comes from early samples and has no effect." },
        },
        "additionalProperties": false,
    });
    if !choices.is_empty() {
        entity["allOf"] = Value::Array(choices);
    }
    entity
}

fn query() -> Value {
    json!({
        "type": "object",
        "description": "A search for entities.",
        "required": ["combinator", "rules"],
        "properties": { "combinator": { "enum": ["and", "or"] }, "rules": { "type": "array" } },
        "additionalProperties": false,
    })
}

/// Returns the constraints on entities of one blueprint.
fn blueprint_schema(body: &Value, is_complete: bool) -> Value {
    let section = |path: &[&str]| Path::from_keys(path).find(body).and_then(Value::as_object);
    let required: Vec<&str> = Path::from_keys(&["schema", "required"])
        .find(body)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let properties: Map<String, Value> = section(PROPERTIES)
        .into_iter()
        .flatten()
        .map(|(name, property)| (name.clone(), value_schema(property, !required.contains(&name.as_str()))))
        .collect();
    let is_required = |relation: &Value| relation.get("required").and_then(Value::as_bool) == Some(true);
    let relations = section(RELATIONS);
    let required_relations: Vec<&String> =
        relations.into_iter().flatten().filter(|(_, relation)| is_required(relation)).map(|(name, _)| name).collect();
    let relation_schemas: Map<String, Value> = relations
        .into_iter()
        .flatten()
        .map(|(name, relation)| (name.clone(), relation_schema(relation, is_required(relation))))
        .collect();
    let section_schema = |members: Map<String, Value>, required: Value| {
        let mut section = json!({ "properties": members });
        if required.as_array().is_some_and(|required| !required.is_empty()) {
            section["required"] = required;
        }
        if is_complete {
            section["additionalProperties"] = json!(false);
        }
        section
    };
    let mut needed = Vec::new();
    if !required.is_empty() {
        needed.push("properties");
    }
    if !required_relations.is_empty() {
        needed.push("relations");
    }
    let sections = json!({
        "properties": section_schema(properties, json!(required)),
        "relations": section_schema(relation_schemas, json!(required_relations)),
    });
    if needed.is_empty() {
        json!({ "properties": sections })
    } else {
        json!({ "required": needed, "properties": sections })
    }
}

fn value_schema(property: &Value, clearable: bool) -> Value {
    let Some(stated) = property.as_object() else { return json!({}) };
    let mut schema: Map<String, Value> = stated
        .iter()
        .filter(|(keyword, _)| !PORT_KEYWORDS.contains(&keyword.as_str()))
        .map(|(keyword, value)| {
            let value = if keyword == "items" { value_schema(value, false) } else { value.clone() };
            (keyword.clone(), value)
        })
        .collect();
    let stated_type = stated.get("type").and_then(Value::as_str);
    match stated.get("format").and_then(Value::as_str) {
        Some("url") => drop(schema.insert("format".to_owned(), json!("uri"))),
        Some("timer") => drop(schema.insert("format".to_owned(), json!("date-time"))),
        Some("labeled-url") if stated_type == Some("object") => {
            let fields = json!({ "url": { "type": "string", "format": "uri" }, "displayText": { "type": "string" } });
            schema.insert("properties".to_owned(), fields);
            schema.insert("required".to_owned(), json!(["url"]));
        }
        Some(format @ ("date-time" | "email" | "idn-email" | "ipv4" | "ipv6")) => {
            schema.insert("format".to_owned(), json!(format));
        }
        _ => {}
    }
    if let Some(stated_type) = stated_type {
        schema.insert("type".to_owned(), if clearable { json!([stated_type, "null"]) } else { json!(stated_type) });
    }
    if let Some(options) = stated.get("enum").and_then(Value::as_array) {
        let null = clearable.then_some(Value::Null);
        schema.insert("enum".to_owned(), options.iter().cloned().chain(null).collect());
    }
    Value::Object(schema)
}

fn relation_schema(relation: &Value, required: bool) -> Value {
    let text = |field: &str| relation.get(field).and_then(Value::as_str);
    let many = relation.get("many").and_then(Value::as_bool) == Some(true);
    let target = text("target").unwrap_or("entity");
    let entities = if many {
        format!("Identifiers of `{target}` entities.")
    } else {
        format!("Identifier of a `{target}` entity.")
    };
    let description = match text("description") {
        Some(description) => format!("{description}\n\n{entities}"),
        None => entities,
    };
    let one = json!({ "$ref": "#/definitions/identifier" });
    let mut forms = vec![if many { json!({ "type": "array", "items": one }) } else { one }];
    forms.push(json!({ "$ref": "#/definitions/query" }));
    if !required {
        forms.push(json!({ "type": "null" }));
    }
    let mut schema = json!({ "anyOf": forms, "description": description });
    if let Some(title) = text("title") {
        schema["title"] = json!(title);
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::Key;
    use crate::model::Bodies;
    use crate::yaml::schema::Schema;

    fn faults(entity: &Value) -> usize {
        let mut bodies = Bodies::default();
        let body = json!({
            "identifier": "service",
            "schema": {
                "properties": {
                    "type": { "type": "string", "enum": ["Backend"] },
                    "site": { "type": "string", "format": "url", "icon": "Link" },
                    "on": { "type": "array", "items": { "type": "string" } },
                },
                "required": ["type"],
            },
            "relations": { "domain": { "target": "domain" }, "uses": { "target": "service", "many": true } },
        });
        bodies.insert(&Key::new(&KIND, "service"), body, true);
        let schema = Schema::from_value(&port_schema(&bodies, true)).expect("it compiles");
        schema.check_value(entity).len()
    }

    #[test]
    fn an_entity_is_checked_against_its_own_blueprint() {
        let entity = |properties: Value, relations: Value| json!({ "identifier": "a", "blueprint": "service", "properties": properties, "relations": relations });
        let good =
            entity(json!({ "type": "Backend", "site": null, "on": ["x"] }), json!({ "domain": null, "uses": ["b"] }));
        assert_eq!(faults(&good), 0);
        assert_eq!(faults(&json!([good])), 0);
        assert!(faults(&entity(json!({ "type": "Bakend" }), json!({}))) > 0);
        assert!(faults(&entity(json!({ "type": null }), json!({}))) > 0);
        assert!(faults(&entity(json!({ "type": "Backend", "typo": 1 }), json!({}))) > 0);
        assert!(faults(&entity(json!({ "type": "Backend" }), json!({ "uses": "b" }))) > 0);
        assert!(faults(&json!({ "identifier": "a", "blueprint": "service" })) > 0);
        assert!(faults(&json!({ "identifier": "a", "blueprint": "other" })) > 0);
    }
}
