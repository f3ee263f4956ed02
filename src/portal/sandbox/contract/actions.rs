//! Facts about actions and their runs.

use serde_json::{Value, json};

use super::client::{on_both_transports, refused};
use crate::portal::wire::Method::{Get, Post, Put};

fn action(identifier: &str) -> Value {
    json!({
        "identifier": identifier,
        "trigger": {"type": "self-service", "operation": "DAY-2", "blueprintIdentifier": "service", "userInputs": {
            "properties": {"tier": {"type": "string", "enum": ["gold", "silver"]}}, "required": ["tier"], "order": ["tier"]}},
        "invocationMethod": {"type": "GITHUB", "org": "o", "repo": "r", "workflow": "w.yml", "workflowInputs": {"a": 1}},
        "publish": true,
    })
}

#[test]
fn an_action_gets_an_id_that_a_put_keeps_but_must_not_contain() {
    on_both_transports(|portal| {
        let (status, body) = portal.expect_accepted(Post, "actions", action("enrich"));
        assert_eq!(status, 201);
        let made = &body["action"];
        assert!(made["id"].is_string() && made["createdAt"].is_string());
        let mut replaced = action("enrich");
        replaced["title"] = json!("Enrich");
        assert_eq!(portal.put("actions enrich", replaced.clone())["action"]["id"], made["id"]);
        replaced["id"] = made["id"].clone();
        assert_eq!(portal.expect_refused(Put, "actions enrich", replaced), refused(422, "invalid_request"));
        assert_eq!(portal.expect_refused(Post, "actions", action("enrich")), refused(409, "identifier_taken"));
        portal.delete("actions enrich");
        assert_eq!(portal.expect_refused(Get, "actions enrich", None), refused(404, "not_found"));
    });
}

#[test]
fn an_actions_references_must_exist() {
    on_both_transports(|portal| {
        let mut input = action("a");
        input["trigger"]["userInputs"]["properties"]["domain"] =
            json!({"type": "string", "format": "entity", "blueprint": "domain"});
        assert_eq!(portal.expect_refused(Post, "actions", input.clone()), refused(404, "not_found"));
        portal.create_empty_blueprint("domain");
        portal.post("actions", input);
        let mut trigger = action("b");
        trigger["trigger"]["blueprintIdentifier"] = json!("missing");
        assert_eq!(portal.expect_refused(Post, "actions", trigger), refused(404, "not_found"));
    });
}

#[test]
fn an_automation_loses_its_empty_condition_and_is_published() {
    on_both_transports(|portal| {
        let made = portal.post(
            "actions",
            json!({
                "identifier": "auto",
                "trigger": {"type": "automation", "event": {"type": "ENTITY_CREATED", "blueprintIdentifier": "service"},
                    "condition": {"type": "JQ", "expressions": []}},
                "invocationMethod": {"type": "KAFKA"},
            }),
        );
        assert_eq!(made["action"]["trigger"].get("condition"), None);
        assert_eq!(made["action"]["publish"], true);
        let listed = |query: &str| portal.get(&format!("actions?{query}"))["actions"].as_array().map(Vec::len);
        assert_eq!((listed("trigger_type=automation"), listed("trigger_type=self-service")), (Some(1), Some(0)));
    });
}

#[test]
fn deleting_a_blueprint_takes_its_actions_only_when_asked() {
    on_both_transports(|portal| {
        portal.post("actions", action("enrich"));
        portal.delete("blueprints service?delete_actions=true");
        assert_eq!(portal.expect_refused(Get, "actions enrich", None), refused(404, "not_found"));
    });
}

#[test]
fn a_run_checks_its_inputs_and_ends_once() {
    on_both_transports(|portal| {
        portal.post("actions", action("enrich"));
        portal.post("blueprints service entities", json!({"identifier": "billing"}));
        let run = |tier: &str| json!({"entity": "billing", "properties": {"tier": tier}});
        let invalid = refused(422, "user_inputs_schema_invalid");
        assert_eq!(portal.expect_refused(Post, "actions enrich runs", run("bronze")), invalid);
        assert_eq!(
            portal.expect_refused(Post, "actions enrich runs", json!({"entity": "billing", "properties": {}})),
            invalid
        );
        let (status, body) = portal.expect_accepted(Post, "actions enrich runs", run("gold"));
        assert_eq!((status, &body["run"]["status"]), (202, &json!("IN_PROGRESS")));
        let target = format!("actions runs {}", body["run"]["id"].as_str().expect("there is an id"));
        portal.post(&format!("{target} logs"), json!({"message": "hello"}));
        portal.patch(&target, json!({"status": "SUCCESS"}));
        assert_eq!(portal.get(&format!("{target} logs"))["runLogs"][1]["message"], "hello");
        let log = json!({"message": "late"});
        assert_eq!(portal.expect_refused(Post, &format!("{target} logs"), log), refused(422, "run_exhausted"));
    });
}

#[test]
fn inputs_are_schemas_and_datasets_are_queries() {
    on_both_transports(|portal| {
        let with = |input: Value| {
            let mut body = action("a");
            body["trigger"]["userInputs"]["properties"]["more"] = input;
            body
        };
        let schema = refused(422, "user_inputs_schema_invalid");
        assert_eq!(portal.expect_refused(Post, "actions", with(json!({"type": "string", "pattern": "["}))), schema);
        assert_eq!(portal.expect_refused(Post, "actions", with(json!({"type": "number", "default": "x"}))), schema);
        let rules = |rule: Value| {
            with(json!({"type": "string", "format": "entity", "blueprint": "service",
                "dataset": {"combinator": "and", "rules": [rule]}}))
        };
        let wrong = refused(422, "invalid_request");
        for rule in [
            json!({"property": "tier", "operator": "==", "value": "gold"}),
            json!({"property": "tier", "operator": "="}),
            json!({"operator": "relatedTo", "value": "a"}),
            json!({"property": "$createdAt", "operator": "between", "value": {"preset": "lastCentury"}}),
        ] {
            assert_eq!(portal.expect_refused(Post, "actions", rules(rule.clone())), wrong, "{rule}");
        }
        portal.post("actions", rules(json!({"property": "tier", "operator": "=", "value": {"jqQuery": ".form.tier"}})));
    });
}

#[test]
fn a_timer_event_needs_a_timer() {
    on_both_transports(|portal| {
        let mut body = action("a");
        body["trigger"] = json!({"type": "automation", "event": {
            "type": "TIMER_PROPERTY_EXPIRED", "blueprintIdentifier": "service", "propertyIdentifier": "tier"}});
        assert_eq!(portal.expect_refused(Post, "actions", body), refused(422, "invalid_request"));
    });
}
