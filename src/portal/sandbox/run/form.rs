//! The inputs of a run: checks against the action's form, and the values that templates see.

use serde_json::{Value, json};

use crate::kind::evaluate::evaluate;
use crate::portal::sandbox::entity;
use crate::portal::sandbox::{Body, Refusal, Store};

pub(super) struct Form<'a> {
    store: &'a Store,
    /// `trigger.userInputs` of the action.
    declared: &'a Value,
    /// `{form, entity, user}`, as `jqQuery` sees them.
    seen: Value,
}

impl<'a> Form<'a> {
    pub(super) fn new(store: &'a Store, declared: &'a Value, inputs: &Body, entity: &Value, user: &Value) -> Self {
        let mut form = Self { store, declared, seen: json!({"form": inputs, "entity": entity, "user": user}) };
        form.seen["form"] = form.inputs(inputs);
        form
    }

    /// Checks the inputs as the web page does: unknown and missing inputs, types, choices, formats, and that entities exist.
    /// A limit whose jq fails is ignored, since Port's form may have more data than the sandbox. The error is
    /// `user_inputs_schema_invalid` and names the input.
    pub(super) fn check(&self, inputs: &Body) -> Result<(), Refusal> {
        let wrong = |name: &str, reason: &str| {
            Refusal::new(422, "user_inputs_schema_invalid", format!("\"properties/{name}\" {reason}"))
        };
        let required = self.evaluated(&self.declared["required"]);
        for name in required.as_array().into_iter().flatten().filter_map(Value::as_str) {
            let hidden = self.evaluated(&self.declared["properties"][name]["visible"]) == false;
            if !hidden && inputs.get(name).is_none_or(Value::is_null) {
                return Err(wrong(name, "is required"));
            }
        }
        for (name, value) in inputs {
            let input = &self.declared["properties"][name.as_str()];
            if input.is_null() {
                return Err(wrong(name, "is not an input of the action"));
            }
            if value.is_null() {
                continue;
            }
            // Forms send an entity as an object; the API also accepts its identifier.
            let plain = identifiers(input, value);
            let validator = jsonschema::draft202012::options()
                .should_validate_formats(true)
                .build(&entity::schema(&self.without_queries(input)));
            if !validator.is_ok_and(|schema| schema.is_valid(&plain)) {
                return Err(wrong(name, "does not fit the form"));
            }
            for (blueprint, identifier) in chosen(input, &plain) {
                if self.store.entity(blueprint, identifier).is_none() {
                    return Err(wrong(name, &format!("names no entity of \"{blueprint}\": \"{identifier}\"")));
                }
            }
        }
        Ok(())
    }

    /// The inputs and, where one is missing, its default.
    pub(super) fn filled(&self, inputs: &Body) -> Body {
        let mut filled = inputs.clone();
        for (name, input) in self.declared["properties"].as_object().into_iter().flatten() {
            let default = self.evaluated(&input["default"]);
            if !default.is_null() && filled.get(name).is_none_or(Value::is_null) {
                filled.insert(name.clone(), default);
            }
        }
        filled
    }

    /// The inputs as templates see them, with entities in place of their identifiers.
    pub(super) fn inputs(&self, inputs: &Body) -> Value {
        let seen = |(name, value): (&String, &Value)| {
            let input = &self.declared["properties"][name.as_str()];
            let one = |input: &Value, value: &Value| match chosen(input, &identifiers(input, value))[..] {
                [(blueprint, identifier)] => match self.store.entity(blueprint, identifier) {
                    Some(entity) => entity::answer(self.store, entity, true),
                    None => value.clone(),
                },
                _ => value.clone(),
            };
            let value = match value {
                Value::Array(values) => values.iter().map(|value| one(&input["items"], value)).collect(),
                value => one(input, value),
            };
            (name.clone(), value)
        };
        Value::Object(inputs.iter().map(seen).collect())
    }

    /// A part of a form or, if it is a `jqQuery`, its result; null where that fails.
    fn evaluated(&self, part: &Value) -> Value {
        match part["jqQuery"].as_str() {
            Some(query) => evaluate(query, &self.seen).unwrap_or_default(),
            None => part.clone(),
        }
    }

    /// An input with its jq evaluated.
    fn without_queries(&self, input: &Value) -> Value {
        let mut settled = Body::new();
        for (key, part) in input.as_object().into_iter().flatten() {
            let value = if key == "items" { self.without_queries(part) } else { self.evaluated(part) };
            if !value.is_null() {
                settled.insert(key.clone(), value);
            }
        }
        Value::Object(settled)
    }
}

/// The value of an input, with identifiers in place of entities.
fn identifiers(input: &Value, value: &Value) -> Value {
    match value {
        Value::Array(values) => values.iter().map(|value| identifiers(&input["items"], value)).collect(),
        Value::Object(entity) if input["format"] == "entity" => entity.get("identifier").cloned().unwrap_or_default(),
        value => value.clone(),
    }
}

/// The blueprints and identifiers of the entities in an input.
fn chosen<'v>(input: &'v Value, value: &'v Value) -> Vec<(&'v str, &'v str)> {
    match value {
        Value::Array(values) => values.iter().flat_map(|value| chosen(&input["items"], value)).collect(),
        Value::String(identifier) if input["format"] == "entity" => {
            input["blueprint"].as_str().map(|blueprint| (blueprint, identifier.as_str())).into_iter().collect()
        }
        _ => Vec::new(),
    }
}
