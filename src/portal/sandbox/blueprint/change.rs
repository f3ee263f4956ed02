//! What may change between two versions of a blueprint, and what a change does to the entities.

use serde_json::{Value, json};

use crate::portal::sandbox::body::{Body, properties, section};
use crate::portal::sandbox::refusal::Refusal;
use crate::portal::sandbox::store::Store;

/// Checks a change: types, formats and relation targets are for ever, and `many` cannot go while it is used.
pub(super) fn check(store: &Store, identifier: &str, old: &Body, new: &Body) -> Result<(), Refusal> {
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
        if before["target"] != relation["target"] {
            return Err(Refusal::invalid(&format!("relations/{name}/target"), "cannot be changed"));
        }
        let single = before["many"] == true && relation["many"] != true;
        if single && store.entities_of(identifier).any(|(_, entity)| several(entity, name)) {
            let message = format!("relation \"{name}\" cannot become single: an entity has several");
            return Err(Refusal::new(422, "relation_many_violation", message)
                .details(json!({"blueprint": identifier, "relation": name})));
        }
    }
    Ok(())
}

fn several(entity: &Body, relation: &str) -> bool {
    section(entity, "relations").get(relation).and_then(Value::as_array).is_some_and(|targets| targets.len() > 1)
}

/// Brings the entities of a blueprint in line with its new version: the values of what went are gone, and relations
/// hold a list or not, as the blueprint says.
pub(super) fn carry_through(store: &mut Store, identifier: &str) {
    let Some(blueprint) = store.blueprints.get(identifier) else { return };
    let Some(entities) = store.entities.get_mut(identifier) else { return };
    for entity in entities.values_mut() {
        if let Some(values) = entity.get_mut("properties").and_then(Value::as_object_mut) {
            values.retain(|name, _| properties(blueprint).contains_key(name));
        }
        if let Some(relations) = entity.get_mut("relations").and_then(Value::as_object_mut) {
            let declared = section(blueprint, "relations");
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
