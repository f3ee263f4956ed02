//! The bodies that each route accepts, as JSON Schemas: closed objects, required keys, patterns and enums.

use std::sync::LazyLock;

use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::refusal::Refusal;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    BlueprintCreate,
    BlueprintReplace,
    BlueprintMerge,
    RenameProperty,
    RenameMirror,
    RenameRelation,
    Action,
    Scorecard,
    ScorecardSet,
    Entity,
    EntityMerge,
    EntityBulk,
    EntityBulkDelete,
    Search,
    SearchPage,
    Run,
    RunMerge,
    RunApproval,
    RunLog,
    Secret,
    SecretMerge,
    ActionPermissions,
    BlueprintPermissions,
    Migration,
    Token,
}

impl Shape {
    const ALL: [(Self, &'static str, &'static str); 25] = [
        (Self::BlueprintCreate, include_str!("shapes/blueprint.json"), "create"),
        (Self::BlueprintReplace, include_str!("shapes/blueprint.json"), "replace"),
        (Self::BlueprintMerge, include_str!("shapes/blueprint.json"), "merge"),
        (Self::RenameProperty, include_str!("shapes/blueprint.json"), "renameProperty"),
        (Self::RenameMirror, include_str!("shapes/blueprint.json"), "renameMirror"),
        (Self::RenameRelation, include_str!("shapes/blueprint.json"), "renameRelation"),
        (Self::Action, include_str!("shapes/action.json"), "write"),
        (Self::Scorecard, include_str!("shapes/scorecard.json"), "write"),
        (Self::ScorecardSet, include_str!("shapes/scorecard.json"), "set"),
        (Self::Entity, include_str!("shapes/entity.json"), "write"),
        (Self::EntityMerge, include_str!("shapes/entity.json"), "merge"),
        (Self::EntityBulk, include_str!("shapes/entity.json"), "bulkWrite"),
        (Self::EntityBulkDelete, include_str!("shapes/entity.json"), "bulkDelete"),
        (Self::Search, include_str!("shapes/entity.json"), "query"),
        (Self::SearchPage, include_str!("shapes/entity.json"), "page"),
        (Self::Run, include_str!("shapes/run.json"), "create"),
        (Self::RunMerge, include_str!("shapes/run.json"), "merge"),
        (Self::RunApproval, include_str!("shapes/run.json"), "approval"),
        (Self::RunLog, include_str!("shapes/run.json"), "log"),
        (Self::Secret, include_str!("shapes/secret.json"), "create"),
        (Self::SecretMerge, include_str!("shapes/secret.json"), "merge"),
        (Self::ActionPermissions, include_str!("shapes/permission.json"), "action"),
        (Self::BlueprintPermissions, include_str!("shapes/permission.json"), "blueprint"),
        (Self::Migration, include_str!("shapes/migration.json"), "create"),
        (Self::Token, include_str!("shapes/token.json"), "create"),
    ];

    fn validator(self) -> &'static Validator {
        static VALIDATORS: LazyLock<Vec<(Shape, Validator)>> = LazyLock::new(|| {
            let parse =
                |text: &str| -> Value { serde_json::from_str(text).expect("every shape is JSON, as a test checks") };
            let queries = parse(include_str!("shapes/query.json"));
            let compile = |text: &str, name: &str| {
                let mut schema = parse(text);
                if let (Some(definitions), Some(queries)) =
                    (schema["$defs"].as_object_mut(), queries["$defs"].as_object())
                {
                    definitions.extend(queries.iter().map(|(name, body)| (name.clone(), body.clone())));
                }
                schema["$ref"] = format!("#/$defs/{name}").into();
                jsonschema::draft202012::new(&schema).expect("every shape is a schema, as a test checks")
            };
            Shape::ALL.iter().map(|(shape, text, name)| (*shape, compile(text, name))).collect()
        });
        let found = VALIDATORS.iter().find(|(shape, _)| *shape == self);
        &found.expect("a test checks that every shape is listed").1
    }

    /// Fails with `invalid_request` and a pointer to the first key or value that does not fit. The value is not quoted,
    /// because it may be a secret.
    pub(super) fn check(self, body: &Value) -> Result<(), Refusal> {
        let Err(error) = self.validator().validate(body) else { return Ok(()) };
        let mut pointer = error.instance_path().as_str().trim_start_matches('/').to_owned();
        if let ValidationErrorKind::AdditionalProperties { unexpected } = error.kind()
            && let Some(key) = unexpected.first()
        {
            pointer = if pointer.is_empty() { key.clone() } else { format!("{pointer}/{key}") };
            return Err(Refusal::invalid(&pointer, "is not a key that is known here"));
        }
        Err(Refusal::invalid(&pointer, error.masked_with("the value")))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_shape_compiles_and_refuses_a_number() {
        for (shape, _, name) in Shape::ALL {
            assert!(shape.check(&json!(7)).is_err(), "{name} takes a number");
        }
    }

    #[test]
    fn an_unknown_key_of_a_closed_body_is_refused_with_its_pointer() {
        let body = json!({"identifier": "a", "trigger": {"type": "self-service", "operation": "CREATE",
            "userInputs": {"properties": {}, "colour": 1}}, "invocationMethod": {"type": "KAFKA"}});
        let refusal = Shape::Action.check(&body).unwrap_err();
        assert_eq!((refusal.status, refusal.error), (422, "invalid_request"));
        assert_eq!(refusal.message, "\"trigger/userInputs/colour\" is not a key that is known here");
    }

    #[test]
    fn an_open_body_takes_unknown_keys() {
        let body = json!({"identifier": "a/b:ü", "title": "A", "schema": {"properties": {}}, "newFeature": 1});
        assert_eq!(Shape::BlueprintCreate.check(&body), Ok(()));
    }

    #[test]
    fn identifiers_follow_ports_pattern() {
        let body = |identifier| json!({"identifier": identifier, "title": "A", "schema": {"properties": {}}});
        for wrong in ["..", "a b", "", "a#"] {
            assert!(Shape::BlueprintCreate.check(&body(wrong)).is_err(), "{wrong} is taken");
        }
    }

    #[test]
    fn a_refusal_does_not_repeat_values() {
        let body = json!({"identifier": "a", "trigger": {"type": "self-service", "operation": "CREATE",
            "userInputs": {"properties": {}}}, "invocationMethod": {"type": "WEBHOOK", "url": {"token": "hunter2"}}});
        let refusal = Shape::Action.check(&body).unwrap_err();
        assert!(refusal.message.starts_with("\"invocationMethod/url\""), "{}", refusal.message);
        assert!(!refusal.message.contains("hunter2"));
    }

    #[test]
    fn order_and_steps_exclude_each_other() {
        let body = json!({"identifier": "a", "trigger": {"type": "self-service", "operation": "CREATE",
            "userInputs": {"properties": {}, "order": [], "steps": []}}, "invocationMethod": {"type": "KAFKA"}});
        assert!(Shape::Action.check(&body).is_err());
    }
}
