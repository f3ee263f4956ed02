//! The relations between entities: checks, dependents, and updates after a deletion or a rename.

use serde_json::{Value, json};

use crate::kind::search::matches;
use crate::portal::sandbox::{Body, Refusal, Store, section, text};

/// The blueprint and identifier of an entity.
pub(super) type Name = (String, String);

/// Checks the relations of an entity, and returns the targets that do not exist.
pub(super) fn missing(store: &Store, blueprint: &Body, entity: &Body) -> Result<Vec<Name>, Refusal> {
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

/// Replaces each search, as a relation's value or as the team, with the identifiers of the entities that it finds.
pub(super) fn resolve_searches(store: &Store, blueprint: &Body, entity: &mut Body) -> Result<(), Refusal> {
    if let Some(search @ Value::Object(_)) = entity.get("team") {
        let teams = found(store, "_team", search)?;
        entity.insert("team".into(), json!(teams));
    }
    let Some(Value::Object(values)) = entity.get_mut("relations") else { return Ok(()) };
    for (name, mut value) in std::mem::take(values) {
        let relation = section(blueprint, "relations").get(&name);
        let is_many = relation.is_some_and(|relation| relation["many"] == true);
        if let Some(relation) = relation.filter(|_| value.is_object()) {
            let targets = found(store, relation["target"].as_str().unwrap_or_default(), &value)?;
            value = match &targets[..] {
                targets if is_many => json!(targets),
                [] => continue,
                [target] => json!(target),
                targets => {
                    let number = targets.len();
                    let message = format!("\"relations/{name}\" takes one entity, and its search finds {number}");
                    return Err(Refusal::new(422, "relation_many_violation", message));
                }
            };
        }
        // A single relation to nothing stays null; a list cannot be null.
        if !(is_many && value.is_null()) {
            values.insert(name, value);
        }
    }
    Ok(())
}

/// The identifiers of the entities that a search finds in a blueprint.
pub(super) fn found(store: &Store, blueprint: &str, search: &Value) -> Result<Vec<String>, Refusal> {
    let mut identifiers = Vec::new();
    for (identifier, entity) in store.entities_of(blueprint) {
        if matches(search, entity)? {
            identifiers.push(identifier.to_owned());
        }
    }
    Ok(identifiers)
}

pub(super) fn targets(value: &Value) -> Vec<&str> {
    match value {
        Value::String(target) => vec![target],
        Value::Array(targets) => targets.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The entities that relate to one, and whether they require it.
pub(super) fn dependents(store: &Store, blueprint: &str, identifier: &str) -> Vec<(Name, bool)> {
    let mut found = Vec::new();
    for (other, body) in store.blueprints() {
        for (name, relation) in
            section(body, "relations").iter().filter(|(_, relation)| relation["target"] == blueprint)
        {
            for (entity, own) in store.entities_of(other) {
                let value = section(own, "relations").get(name).unwrap_or(&Value::Null);
                let itself = other == blueprint && entity == identifier;
                if !itself && targets(value).contains(&identifier) {
                    // A list that stays non-empty still fulfils a required relation.
                    let requires = relation["required"] == true && targets(value).len() == 1;
                    found.push(((other.to_owned(), entity.to_owned()), requires));
                }
            }
        }
    }
    found
}

pub(super) fn unlink(store: &mut Store, blueprint: &str, identifier: &str) {
    each_value(store, blueprint, |value| match value {
        Value::Array(targets) => targets.retain(|target| target != identifier),
        value if value == identifier => *value = Value::Null,
        _ => {}
    });
}

pub(super) fn unlink_all(store: &mut Store, blueprint: &str) {
    each_value(store, blueprint, |value| match value {
        Value::Array(targets) => targets.clear(),
        value => *value = Value::Null,
    });
}

pub(super) fn rename(store: &mut Store, blueprint: &str, old: &str, new: &str) {
    let replace = |value: &mut Value| {
        if value == old {
            *value = json!(new);
        }
    };
    each_value(store, blueprint, |value| match value {
        Value::Array(targets) => targets.iter_mut().for_each(replace),
        value => replace(value),
    });
}

/// Changes the values of all relations to a blueprint; null removes the value.
fn each_value(store: &mut Store, blueprint: &str, change: impl Fn(&mut Value)) {
    let leading_here = |(other, body): (&str, &Body)| {
        let relations = section(body, "relations").iter().filter(|(_, relation)| relation["target"] == blueprint);
        (other.to_owned(), relations.map(|(name, _)| name.clone()).collect())
    };
    let places: Vec<(String, Vec<String>)> = store.blueprints().map(leading_here).collect();
    for (other, names) in places.iter().filter(|(_, names)| !names.is_empty()) {
        for entity in store.entities_of_mut(other) {
            // Only a change may end the sharing of a body.
            let changed = |name: &String| {
                let old = section(entity, "relations").get(name).filter(|value| !value.is_null())?;
                let mut new = old.clone();
                change(&mut new);
                (new != *old).then(|| (name.clone(), new))
            };
            let changed: Vec<(String, Value)> = names.iter().filter_map(changed).collect();
            if changed.is_empty() {
                continue;
            }
            let Some(Value::Object(relations)) = entity.get_mut("relations") else { continue };
            for (name, value) in changed {
                match value {
                    Value::Null => drop(relations.shift_remove(&name)),
                    value => drop(relations.insert(name, value)),
                }
            }
        }
    }
}
