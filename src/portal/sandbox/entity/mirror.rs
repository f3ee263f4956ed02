//! Answers with an entity, including the values of its mirror properties.

use serde_json::{Value, json};

use super::relation::targets;
use crate::portal::sandbox::{Body, Store, properties, section, shuffled, text};

/// Returns the answer with every property that an entity can set; those without a value are null. Calculation and aggregation
/// properties are left out.
pub(crate) fn answer(store: &Store, entity: &Body, with_mirrors: bool) -> Value {
    let mut answer = entity.clone();
    if let Some(Value::Array(team)) = answer.get_mut("team") {
        *team = shuffled(std::mem::take(team), Value::to_string);
    }
    if let Ok(blueprint) = store.blueprint(text(entity, "blueprint"))
        && let Some(values) = answer.get_mut("properties").and_then(Value::as_object_mut)
    {
        for name in properties(blueprint).keys() {
            values.entry(name.as_str()).or_insert(Value::Null);
        }
        for (name, mirror) in section(blueprint, "mirrorProperties").iter().filter(|_| with_mirrors) {
            let path: Vec<&str> = mirror["path"].as_str().unwrap_or_default().split('.').collect();
            if let Some(value) = follow(store, entity, &path, path.len()) {
                values.insert(name.clone(), value);
            }
        }
    }
    Value::Object(answer)
}

/// The value at the end of a mirror's path, or a list of values where the path passes a relation to several. `steps` bounds
/// mirrors of mirrors, which may form cycles.
fn follow(store: &Store, entity: &Body, path: &[&str], steps: usize) -> Option<Value> {
    let (first, rest) = path.split_first()?;
    if rest.is_empty() {
        return field(store, entity, first, steps);
    }
    let blueprint = store.blueprint(text(entity, "blueprint")).ok()?;
    let relation = section(blueprint, "relations").get(*first)?;
    let value = section(entity, "relations").get(*first)?;
    let target = relation["target"].as_str()?;
    let values = targets(value)
        .into_iter()
        .filter_map(|identifier| follow(store, store.entity(target, identifier)?, rest, steps));
    let values: Vec<Value> = values.collect();
    if value.is_array() { Some(json!(values)) } else { values.into_iter().next() }
}

fn field(store: &Store, entity: &Body, name: &str, steps: usize) -> Option<Value> {
    if let Some(own) = name.strip_prefix('$') {
        return entity.get(own).cloned();
    }
    if let Some(value) = section(entity, "properties").get(name) {
        return Some(value.clone());
    }
    let blueprint = store.blueprint(text(entity, "blueprint")).ok()?;
    let path: Vec<&str> = section(blueprint, "mirrorProperties").get(name)?["path"].as_str()?.split('.').collect();
    follow(store, entity, &path, steps.checked_sub(1)?)
}
