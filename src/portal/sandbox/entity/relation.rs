//! The relations of an entity: one target or several, required or not, there or missing.

use serde_json::{Value, json};

use crate::portal::sandbox::refusal::Refusal;
use crate::portal::sandbox::store::{Body, Store, section, text};

/// The blueprint and identifier of an entity.
pub type Name = (String, String);

/// Checks the relations of an entity and gives the targets that do not exist.
pub fn missing(store: &Store, blueprint: &Body, entity: &Body) -> Result<Vec<Name>, Refusal> {
    let declared = section(blueprint, "relations");
    let values = section(entity, "relations");
    for name in values.keys() {
        if !declared.contains_key(name) {
            let message = format!("is not a relation of \"{}\"", text(blueprint, "identifier"));
            return Err(Refusal::mismatch(&format!("relations/{name}"), message));
        }
    }
    let mut missing = Vec::new();
    for (name, relation) in declared {
        let value = values.get(name).unwrap_or(&Value::Null);
        let targets = targets(value);
        if relation["required"] == true && targets.is_empty() {
            return Err(Refusal::new(422, "required_relation", format!("\"relations/{name}\" is required")));
        }
        let many = relation["many"] == true;
        if !value.is_null() && many != value.is_array() {
            let wanted = if many { "takes a list of entities" } else { "takes one entity" };
            return Err(Refusal::new(422, "relation_many_violation", format!("\"relations/{name}\" {wanted}")));
        }
        let target = relation["target"].as_str().unwrap_or_default();
        let own =
            |identifier: &str| target == text(blueprint, "identifier") && identifier == text(entity, "identifier");
        let absent = targets.iter().filter(|identifier| store.entity(target, identifier).is_none() && !own(identifier));
        missing.extend(absent.map(|identifier| (target.to_owned(), (*identifier).to_owned())));
    }
    Ok(missing)
}

/// The identifiers in a relation's value.
pub fn targets(value: &Value) -> Vec<&str> {
    match value {
        Value::String(target) => vec![target],
        Value::Array(targets) => targets.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The entities that relate to one, and whether they need it.
pub fn dependents(store: &Store, blueprint: &str, identifier: &str) -> Vec<(Name, bool)> {
    let mut found = Vec::new();
    for (other, body) in &store.blueprints {
        for (name, relation) in
            section(body, "relations").iter().filter(|(_, relation)| relation["target"] == blueprint)
        {
            for (entity, own) in store.entities_of(other) {
                let value = section(own, "relations").get(name).unwrap_or(&Value::Null);
                let itself = other == blueprint && entity == identifier;
                if !itself && targets(value).contains(&identifier) {
                    // A list that stays non-empty still fulfils a required relation.
                    let needs = relation["required"] == true && targets(value).len() == 1;
                    found.push(((other.clone(), entity.clone()), needs));
                }
            }
        }
    }
    found
}

/// Takes a deleted entity out of every relation to it or, if it has a new name, puts that in its place.
pub fn follow(store: &mut Store, blueprint: &str, identifier: &str, renamed: Option<&str>) {
    let leads_here = |body: &Body| -> Vec<String> {
        let relations = section(body, "relations").iter();
        relations.filter(|(_, relation)| relation["target"] == blueprint).map(|(name, _)| name.clone()).collect()
    };
    let names: Vec<(String, Vec<String>)> =
        store.blueprints.iter().map(|(other, body)| (other.clone(), leads_here(body))).collect();
    for (other, names) in names.iter().filter(|(_, names)| !names.is_empty()) {
        let entities = store.entities.get_mut(other).into_iter().flat_map(|entities| entities.values_mut());
        for entity in entities {
            let held = |name: &String| {
                section(entity, "relations").get(name).is_some_and(|value| targets(value).contains(&identifier))
            };
            let touched: Vec<&String> = names.iter().filter(|name| held(name)).collect();
            let Some(relations) = (if touched.is_empty() { None } else { entity.get_mut("relations") }) else {
                continue;
            };
            for name in touched {
                match (&mut relations[name.as_str()], renamed) {
                    (Value::Array(targets), None) => targets.retain(|target| target != identifier),
                    (Value::Array(targets), Some(renamed)) => {
                        targets
                            .iter_mut()
                            .filter(|target| **target == identifier)
                            .for_each(|target| *target = json!(renamed));
                    }
                    (value, Some(renamed)) => *value = json!(renamed),
                    (_, None) => {
                        if let Some(relations) = relations.as_object_mut() {
                            relations.shift_remove(name);
                        }
                    }
                }
            }
        }
    }
}
