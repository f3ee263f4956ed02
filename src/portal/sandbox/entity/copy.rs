//! Copies entities of a blueprint into another, or into themselves, as a migration maps them.

use serde_json::{Value, json};

use super::crud::upsert;
use super::mirror;
use crate::kind::evaluate::evaluate_each;
use crate::portal::sandbox::{Body, Call, Query};

/// How many entities a migration wrote, and how many it did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Copied {
    pub written: usize,
    pub failed: usize,
}

/// The fields of an entity that a mapping gives with one expression each.
const FIELDS: [&str; 4] = ["identifier", "title", "icon", "team"];

/// Evaluates a mapping over the entities of a blueprint, and merges each result into the entity that it names.
pub(crate) fn copy(call: &mut Call, source: &str, mapping: &Value) -> Copied {
    let answers = call.store.entities_of(source).map(|(_, entity)| mirror::answer(call.store, entity, true));
    let mut inputs: Vec<Value> = answers.collect();
    let mut copied = Copied::default();
    if let Some(filter) = mapping["filter"].as_str() {
        let wanted = results(filter, &inputs);
        let is_wanted = |result: &Option<Value>| !matches!(result, Some(Value::Null | Value::Bool(false)));
        copied.failed += wanted.iter().filter(|result| result.is_none()).count();
        let kept = inputs.into_iter().zip(wanted).filter(|(_, result)| result.is_some() && is_wanted(result));
        inputs = kept.map(|(input, _)| input).collect();
    }
    if let Some(list) = mapping["itemsToParse"].as_str() {
        let lists = results(list, &inputs);
        inputs = inputs.into_iter().zip(lists).flat_map(|(input, list)| with_each_item(&input, list)).collect();
    }
    let target = mapping["blueprint"].as_str().unwrap_or_default();
    let merges = ["upsert", "merge"].map(|flag| (flag.to_owned(), "true".to_owned()));
    for body in bodies(&mapping["entity"], &inputs) {
        let (now, by, kinds) = (call.now, call.by, call.kinds);
        let mut write = Call {
            store: call.store,
            kinds,
            now,
            by,
            names: vec![target],
            query: Query(&merges),
            body: &Value::Null,
            outbox: Vec::new(),
        };
        match body
            .filter(|body| body.get("identifier").is_some_and(Value::is_string))
            .map(|body| upsert(&mut write, body))
        {
            Some(Ok(_)) => copied.written += 1,
            _ => copied.failed += 1,
        }
    }
    copied
}

/// The input once for each element of the list, which expressions read as `.item`.
fn with_each_item(input: &Value, list: Option<Value>) -> Vec<Value> {
    let items = list.and_then(|list| list.as_array().cloned()).unwrap_or_default();
    let with = |item: Value| {
        let mut input = input.clone();
        input["item"] = item;
        input
    };
    items.into_iter().map(with).collect()
}

/// The entity that a mapping makes of each input; none where an expression fails.
fn bodies(entity: &Value, inputs: &[Value]) -> Vec<Option<Body>> {
    let mut bodies: Vec<Option<Body>> = vec![Some(Body::new()); inputs.len()];
    let mut add = |section: Option<&str>, name: &str, expression: &Value| {
        let results = match expression.as_str() {
            Some(expression) => results(expression, inputs),
            None => vec![Some(expression.clone()); inputs.len()],
        };
        for (body, result) in bodies.iter_mut().zip(results) {
            let Some(result) = result else {
                *body = None;
                continue;
            };
            let Some(body) = body.as_mut().filter(|_| !result.is_null()) else { continue };
            match section {
                None => drop(body.insert(name.to_owned(), result)),
                Some(section) => {
                    let values = body.entry(section).or_insert_with(|| json!({}));
                    values[name] = result;
                }
            }
        }
    };
    for field in FIELDS {
        if let Some(expression) = entity.get(field) {
            add(None, field, expression);
        }
    }
    for section in ["properties", "relations"] {
        for (name, expression) in entity[section].as_object().into_iter().flatten() {
            add(Some(section), name, expression);
        }
    }
    bodies
}

/// The result of an expression for each input; none where it fails.
fn results(expression: &str, inputs: &[Value]) -> Vec<Option<Value>> {
    match evaluate_each(expression, inputs.iter()) {
        Ok(results) => results.into_iter().map(Result::ok).collect(),
        Err(_) => vec![None; inputs.len()],
    }
}
