//! Answers with entities, including their calculation properties and their levels in scorecards.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::mirror;
use crate::kind::evaluate::evaluate_each;
use crate::kind::scorecard::level;
use crate::portal::sandbox::{Body, Store, section, text};

const SCORECARD: &str = "scorecard";

/// Returns the answer for each of these entities. Calculations read all other properties, but not each other. A calculation that
/// fails gives null.
pub(super) fn answers(store: &Store, entities: &[&Body], with_computed: bool) -> Vec<Value> {
    let mut answers: Vec<Value> = entities.iter().map(|entity| mirror::answer(store, entity, with_computed)).collect();
    let mut of_blueprint: BTreeMap<&str, Vec<&mut Value>> = BTreeMap::new();
    for (entity, answer) in entities.iter().zip(&mut answers).filter(|_| with_computed) {
        of_blueprint.entry(text(entity, "blueprint")).or_default().push(answer);
    }
    for (blueprint, mut answers) in of_blueprint {
        calculate(store, blueprint, &mut answers);
        grade(store, blueprint, &mut answers);
    }
    answers
}

/// Returns the answer for one entity.
pub(super) fn answer(store: &Store, entity: &Body, with_computed: bool) -> Value {
    answers(store, &[entity], with_computed).pop().unwrap_or_default()
}

fn calculate(store: &Store, blueprint: &str, answers: &mut [&mut Value]) {
    let Ok(blueprint) = store.blueprint(blueprint) else { return };
    let calculations = section(blueprint, "calculationProperties").iter();
    let calculated: Vec<(&String, Vec<Value>)> = calculations
        .map(|(name, calculation)| {
            let expression = calculation["calculation"].as_str().unwrap_or_default();
            let values = match evaluate_each(expression, answers.iter().map(|answer| &**answer)) {
                Ok(results) => results.into_iter().map(Result::unwrap_or_default).collect(),
                Err(_) => vec![Value::Null; answers.len()],
            };
            (name, values)
        })
        .collect();
    for (name, values) in calculated {
        for (answer, value) in answers.iter_mut().zip(values) {
            answer["properties"][name] = value;
        }
    }
}

fn grade(store: &Store, blueprint: &str, answers: &mut [&mut Value]) {
    let scorecards: Vec<(&str, Value)> =
        store.under(SCORECARD, blueprint).map(|(name, body)| (name, Value::Object(body.clone()))).collect();
    for answer in answers.iter_mut().filter(|_| !scorecards.is_empty()) {
        let Some(entity) = answer.as_object() else { continue };
        let levels = scorecards.iter().filter_map(|(name, scorecard)| {
            Some(((*name).to_owned(), json!({ "level": level(scorecard, entity).ok()?? })))
        });
        let levels: Map<String, Value> = levels.collect();
        answer["scorecards"] = Value::Object(levels);
    }
}
