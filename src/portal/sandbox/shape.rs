//! The bodies that each route accepts, as JSON Schemas: closed objects, required keys, patterns and enums.

use std::sync::{LazyLock, OnceLock};

use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use serde_json::{Map, Value};

use super::refusal::Refusal;

/// A definition in a file of `shapes/`. Every file can refer to the definitions of `query.json`.
#[derive(Debug)]
pub(super) struct Shape {
    file: &'static str,
    name: &'static str,
    validator: OnceLock<Validator>,
}

impl Shape {
    /// The definition `name` in the text of a file.
    pub(super) const fn new(file: &'static str, name: &'static str) -> Self {
        Self { file, name, validator: OnceLock::new() }
    }

    fn validator(&self) -> &Validator {
        static QUERIES: LazyLock<Map<String, Value>> = LazyLock::new(|| definitions(include_str!("shapes/query.json")));
        self.validator.get_or_init(|| {
            let mut known = QUERIES.clone();
            known.extend(definitions(self.file));
            let schema = serde_json::json!({"$defs": known, "$ref": format!("#/$defs/{}", self.name)});
            jsonschema::draft202012::new(&schema).expect("every shape is a schema, as a test checks")
        })
    }

    /// Fails with `invalid_request` and a pointer to the first key or value that does not fit. The value is not quoted,
    /// because it may be a secret.
    pub(super) fn check(&self, body: &Value) -> Result<(), Refusal> {
        let Err(error) = self.validator().validate(body) else { return Ok(()) };
        let mut pointer = error.instance_path().as_str().trim_start_matches('/').to_owned();
        if let ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } = error.kind()
            && let Some(key) = unexpected.first()
        {
            pointer = if pointer.is_empty() { key.clone() } else { format!("{pointer}/{key}") };
            return Err(Refusal::invalid(&pointer, "is not a key that is known here"));
        }
        Err(Refusal::invalid(&pointer, error.masked_with("the value")))
    }
}

fn definitions(file: &str) -> Map<String, Value> {
    let file: Value = serde_json::from_str(file).expect("every shape is JSON, as a test checks");
    file["$defs"].as_object().cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    static ACTION: Shape = Shape::new(include_str!("shapes/action.json"), "write");
    static BLUEPRINT: Shape = Shape::new(include_str!("shapes/blueprint.json"), "create");

    #[test]
    fn every_definition_of_every_file_compiles() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/portal/sandbox/shapes");
        for file in std::fs::read_dir(folder).expect("it is there") {
            let text = std::fs::read_to_string(file.expect("it is readable").path()).expect("it is text").leak();
            for name in definitions(text).keys() {
                Shape::new(text, name.clone().leak()).validator();
            }
        }
    }

    #[test]
    fn an_unknown_key_of_a_closed_body_is_refused_with_its_pointer() {
        let body = json!({"identifier": "a", "trigger": {"type": "self-service", "operation": "CREATE",
            "userInputs": {"properties": {}, "colour": 1}}, "invocationMethod": {"type": "KAFKA"}});
        let refusal = ACTION.check(&body).unwrap_err();
        assert_eq!((refusal.status, refusal.error), (422, "invalid_request"));
        assert_eq!(refusal.message, "\"trigger/userInputs/colour\" is not a key that is known here");
    }

    #[test]
    fn an_open_body_takes_unknown_keys() {
        let body = json!({"identifier": "a/b:ü", "title": "A", "schema": {"properties": {}}, "newFeature": 1});
        assert_eq!(BLUEPRINT.check(&body), Ok(()));
    }

    #[test]
    fn identifiers_follow_ports_pattern() {
        let body = |identifier| json!({"identifier": identifier, "title": "A", "schema": {"properties": {}}});
        for wrong in ["..", "a b", "", "a#"] {
            assert!(BLUEPRINT.check(&body(wrong)).is_err(), "{wrong} is taken");
        }
    }

    #[test]
    fn a_refusal_does_not_repeat_values() {
        let body = json!({"identifier": "a", "trigger": {"type": "self-service", "operation": "CREATE",
            "userInputs": {"properties": {}}}, "invocationMethod": {"type": "WEBHOOK", "url": {"token": "hunter2"}}});
        let refusal = ACTION.check(&body).unwrap_err();
        assert!(refusal.message.starts_with("\"invocationMethod/url\""), "{}", refusal.message);
        assert!(!refusal.message.contains("hunter2"));
    }

    #[test]
    fn order_and_steps_exclude_each_other() {
        let body = json!({"identifier": "a", "trigger": {"type": "self-service", "operation": "CREATE",
            "userInputs": {"properties": {}, "order": [], "steps": []}}, "invocationMethod": {"type": "KAFKA"}});
        assert!(ACTION.check(&body).is_err());
    }
}
