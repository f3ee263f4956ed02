//! The inputs of a run: whether they fit the action's form, and how its templates see them.

use serde_json::{Value, json};

use crate::kind::evaluate::evaluate;
use crate::portal::sandbox::body::Body;
use crate::portal::sandbox::entity;
use crate::portal::sandbox::refusal::Refusal;
use crate::portal::sandbox::store::Store;

/// A form, and what its jq looks at.
pub(super) struct Form<'a> {
    store: &'a Store,
    /// `trigger.userInputs` of the action.
    declared: &'a Value,
    /// `{form, entity, user}`, as `jqQuery` sees them.
    seen: Value,
}

impl<'a> Form<'a> {
    /// A form that is filled in with these inputs, for this entity, by this user.
    pub(super) fn new(store: &'a Store, declared: &'a Value, inputs: &Body, entity: &Value, user: &Value) -> Self {
        let mut form = Self { store, declared, seen: json!({"form": inputs, "entity": entity, "user": user}) };
        form.seen["form"] = form.inputs(inputs);
        form
    }

    /// Checks what the web page would: no input that there is not, none missing, types, choices, formats, and that
    /// entities exist. A limit whose jq fails here is none, since Port's form may know what it asks for.
    ///
    /// # Errors
    /// `user_inputs_schema_invalid`, naming the input.
    pub(super) fn check(&self, inputs: &Body) -> Result<(), Refusal> {
        let wrong = |name: &str, reason: &str| {
            Refusal::new(422, "user_inputs_schema_invalid", format!("\"properties/{name}\" {reason}"))
        };
        let required = self.settled(&self.declared["required"]);
        for name in required.as_array().into_iter().flatten().filter_map(Value::as_str) {
            let hidden = self.settled(&self.declared["properties"][name]["visible"]) == false;
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
            // Forms send an entity as an object; by the API its identifier will do.
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

    /// The inputs, with the form's defaults for those that are not given.
    pub(super) fn filled(&self, inputs: &Body) -> Body {
        let mut filled = inputs.clone();
        for (name, input) in self.declared["properties"].as_object().into_iter().flatten() {
            let default = self.settled(&input["default"]);
            if !default.is_null() && filled.get(name).is_none_or(Value::is_null) {
                filled.insert(name.clone(), default);
            }
        }
        filled
    }

    /// The inputs as templates see them: an entity is itself, not its identifier.
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

    /// The part of a form itself, or what its jq says; null where that fails.
    fn settled(&self, part: &Value) -> Value {
        match part["jqQuery"].as_str() {
            Some(query) => evaluate(query, &self.seen).unwrap_or_default(),
            None => part.clone(),
        }
    }

    /// An input whose limits are values, not jq.
    fn without_queries(&self, input: &Value) -> Value {
        let mut settled = Body::new();
        for (key, part) in input.as_object().into_iter().flatten() {
            let value = if key == "items" { self.without_queries(part) } else { self.settled(part) };
            if !value.is_null() {
                settled.insert(key.clone(), value);
            }
        }
        Value::Object(settled)
    }
}

/// The value of an input with identifiers in the place of entities.
fn identifiers(input: &Value, value: &Value) -> Value {
    match value {
        Value::Array(values) => values.iter().map(|value| identifiers(&input["items"], value)).collect(),
        Value::Object(entity) if input["format"] == "entity" => entity.get("identifier").cloned().unwrap_or_default(),
        value => value.clone(),
    }
}

/// The entities that an input chooses, each with its blueprint.
fn chosen<'v>(input: &'v Value, value: &'v Value) -> Vec<(&'v str, &'v str)> {
    match value {
        Value::Array(values) => values.iter().flat_map(|value| chosen(&input["items"], value)).collect(),
        Value::String(identifier) if input["format"] == "entity" => {
            input["blueprint"].as_str().map(|blueprint| (blueprint, identifier.as_str())).into_iter().collect()
        }
        _ => Vec::new(),
    }
}
