//! The values of entities before and after a plan.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::kind::evaluate::{EvaluateError, evaluate_each};
use crate::ops::impact::shift::Shift;

/// The entities of one page, before and after the plan, in the same order.
pub(super) struct Sides {
    pub before: Vec<Value>,
    pub after: Vec<Value>,
}

/// Returns the entities with their values before and after the plan. Adds to `failed` the calculation properties whose values
/// cannot be computed, and why.
pub(super) fn sides(shift: &Shift, mut before: Vec<Value>, failed: &mut BTreeMap<String, String>) -> Sides {
    // Calculations do not read each other.
    let others: Vec<Map<String, Value>> = before.iter_mut().map(|entity| take_calculated(shift, entity)).collect();
    let applied = |entity: &Value| Value::Object(entity.as_object().map(|map| shift.applied(map)).unwrap_or_default());
    let mut after: Vec<Value> = before.iter().map(applied).collect();
    let mut computed = Vec::new();
    for calculation in &shift.calculations {
        for (side, expression) in [(&before, &calculation.old), (&after, &calculation.new)] {
            let values = expression.as_ref().map(|(_, expression)| values(expression, side));
            let values = values.map(|values| {
                values.unwrap_or_else(|reason| {
                    failed.entry(calculation.name().to_owned()).or_insert(reason);
                    vec![Value::Null; side.len()]
                })
            });
            computed.push(values);
        }
    }
    for (nth, values) in others.into_iter().enumerate() {
        for (name, value) in &values {
            let new = shift.moves.iter().find(|(old, _)| old == name).map_or(name, |(_, new)| new);
            put(&mut after[nth], new, value.clone());
        }
        for (name, value) in values {
            put(&mut before[nth], &name, value);
        }
    }
    for (nth, calculation) in shift.calculations.iter().enumerate() {
        for (side, named, values) in [
            (&mut before, &calculation.old, &computed[2 * nth]),
            (&mut after, &calculation.new, &computed[2 * nth + 1]),
        ] {
            if let (Some((name, _)), Some(values)) = (named, values) {
                side.iter_mut().zip(values).for_each(|(entity, value)| put(entity, name, value.clone()));
            }
        }
        if let (Some((old, _)), None) = (&calculation.old, &calculation.new) {
            after.iter_mut().for_each(|entity| put(entity, old, Value::Null));
        }
    }
    Sides { before, after }
}

fn take_calculated(shift: &Shift, entity: &mut Value) -> Map<String, Value> {
    let Some(properties) = entity.get_mut("properties").and_then(Value::as_object_mut) else { return Map::new() };
    shift.calculated.iter().filter_map(|name| Some((name.clone(), properties.remove(name)?))).collect()
}

fn put(entity: &mut Value, name: &str, value: Value) {
    if let Some(properties) = entity.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert(name.to_owned(), value);
    }
}

/// Evaluates an expression on each entity. Where jq fails on an entity, the value is null, as in Port.
fn values(expression: &str, entities: &[Value]) -> Result<Vec<Value>, String> {
    let results = evaluate_each(expression, entities.iter()).map_err(|error| format!("its jq: {error}"))?;
    let value = |result| match result {
        Ok(value) => Ok(value),
        Err(EvaluateError::Failed(_)) => Ok(Value::Null),
        Err(error) => Err(format!("its jq: {error}")),
    };
    results.into_iter().map(value).collect()
}
