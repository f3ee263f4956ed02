//! Which changes to a blueprint are allowed, and their effect on its entities.

use serde_json::{Value, json};

use crate::portal::sandbox::{Body, Refusal, Store, properties, section};

/// Types, formats and relation targets cannot change, and `many` cannot be removed while an entity has several targets.
/// `identifier` is that of `old`.
pub(super) fn check(store: &Store, identifier: &str, old: &Body, new: &Body) -> Result<(), Refusal> {
    let target = |relation: &Value| match relation["target"].as_str() {
        // A blueprint that is renamed may have relations to itself, by either name.
        Some(target) if target == identifier => new.get("identifier").cloned(),
        target => target.map(|target| json!(target)),
    };
    for (name, property) in properties(new) {
        let Some(before) = properties(old).get(name) else { continue };
        for field in ["type", "format"] {
            if before.get(field) != property.get(field) {
                let message = format!("the {field} of property \"{name}\" cannot be changed");
                return Err(Refusal::new(422, "forbidden_format_change", message)
                    .details(json!({"blueprint": identifier, "property": name})));
            }
        }
    }
    for (name, relation) in section(new, "relations") {
        let Some(before) = section(old, "relations").get(name) else { continue };
        if target(before) != target(relation) {
            return Err(Refusal::invalid(&format!("relations/{name}/target"), "cannot be changed"));
        }
        let single = before["many"] == true && relation["many"] != true;
        if single && store.entities_of(identifier).any(|(_, entity)| has_several_targets(entity, name)) {
            let message = format!("relation \"{name}\" cannot become single: an entity has several");
            return Err(Refusal::new(422, "relation_many_violation", message)
                .details(json!({"blueprint": identifier, "relation": name})));
        }
    }
    Ok(())
}

fn has_several_targets(entity: &Body, relation: &str) -> bool {
    section(entity, "relations").get(relation).and_then(Value::as_array).is_some_and(|targets| targets.len() > 1)
}

/// Updates the entities of a blueprint to its new version: removes the values that it no longer declares, and makes
/// relations lists or single values.
pub(super) fn update_entities(store: &mut Store, identifier: &str) {
    let Ok(blueprint) = store.blueprint(identifier).cloned() else { return };
    for entity in store.entities_of_mut(identifier) {
        if let Some(values) = entity.get_mut("properties").and_then(Value::as_object_mut) {
            values.retain(|name, _| properties(&blueprint).contains_key(name));
        }
        if let Some(relations) = entity.get_mut("relations").and_then(Value::as_object_mut) {
            let declared = section(&blueprint, "relations");
            relations.retain(|name, _| declared.contains_key(name));
            for (name, value) in relations.iter_mut() {
                let many = declared.get(name).is_some_and(|relation| relation["many"] == true);
                match value {
                    Value::Array(targets) if !many => *value = targets.pop().unwrap_or(Value::Null),
                    Value::String(target) if many => *value = json!([target]),
                    _ => {}
                }
            }
        }
    }
}
