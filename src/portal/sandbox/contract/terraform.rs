//! Facts that Terraform's provider for Port relies on: the routes it calls, with the bodies it sends.

use serde_json::{Value, json};

use super::client::{TestClient, on_both_transports, refused};
use crate::portal::wire::Method::{Delete, Get};

/// The provider stops where one of these is not a time in RFC 3339.
fn has_times(body: &Value) {
    for field in ["createdAt", "updatedAt"] {
        assert!(body[field].as_str().is_some_and(|time| time.parse::<jiff::Timestamp>().is_ok()), "{field}: {body}");
    }
}

fn blueprint(relations: Value) -> Value {
    json!({
        "identifier": "microservice", "title": "Microservice", "icon": "Terraform",
        "schema": {"properties": {
            "text": {"type": "string", "title": "Text", "default": "a", "enum": ["a", "b"], "enumColors": {"a": "red"}},
            "list": {"type": "array", "items": {"type": "string"}}}},
        "mirrorProperties": {}, "calculationProperties": {}, "relations": relations,
        "ownership": {"type": "Direct", "title": "Owners", "union": false},
    })
}

fn exists(portal: &TestClient) {
    has_times(&portal.post("blueprints?create_catalog_page=true", blueprint(json!({})))["blueprint"]);
}

#[test]
fn blueprints_are_created_updated_and_deleted_with_their_entities() {
    on_both_transports(|portal| {
        exists(portal);
        has_times(&portal.get("blueprints microservice?exclude_calculated_properties=true")["blueprint"]);
        let relations = json!({"service": {"target": "service", "title": "S", "many": false, "required": false}});
        let mut body = blueprint(relations.clone());
        body["aggregationProperties"] = json!({"count": {"title": "C", "target": "service",
            "calculationSpec": {"func": "count", "calculationBy": "entities"}}});
        let changed = portal.put("blueprints microservice", body);
        assert_eq!((&changed["ok"], &changed["blueprint"]["relations"]), (&json!(true), &relations));
        let ended = portal.delete("blueprints microservice all-entities?delete_blueprint=true");
        let migration = format!("migrations {}", ended["migrationId"].as_str().expect("it is polled"));
        assert_eq!(portal.get(&migration)["migration"]["id"], ended["migrationId"]);
        assert_eq!(portal.expect_refused(Get, "blueprints microservice", None), refused(404, "not_found"));
    });
}

#[test]
fn actions_and_their_permissions_are_created_updated_and_deleted() {
    on_both_transports(|portal| {
        let body = json!({
            "identifier": "restart", "title": "Restart", "publish": true,
            "trigger": {"type": "self-service", "operation": "DAY-2", "blueprintIdentifier": "service",
                "userInputs": {"properties": {"why": {"type": "string", "title": "Why", "maxLength": 9}}, "required": []}},
            "invocationMethod": {"type": "WEBHOOK", "url": "https://example.com", "agent": "false",
                "synchronized": true, "method": "PUT", "headers": {"X-Test": "a"}, "body": {"run": "{{ .run.id }}"}},
            "requiredApproval": {"type": "ANY"}, "approvalNotification": {"type": "email"},
        });
        assert_eq!(portal.post("actions", body.clone())["action"]["publish"], true);
        portal.put("actions restart", body);
        let none = json!({"users": [], "roles": [], "teams": [], "policy": null});
        let mut execute = none.clone();
        execute["ownedByTeam"] = json!(null);
        let patched = portal.patch("actions restart permissions", json!({"execute": execute, "approve": none}));
        assert_eq!((&patched["ok"], &patched["permissions"]["approve"]), (&json!(true), &none));
        assert_eq!(portal.delete("actions restart")["ok"], true);
    });
}

#[test]
fn scorecards_are_created_updated_and_deleted() {
    on_both_transports(|portal| {
        let body = json!({
            "identifier": "ready", "title": "Ready",
            "levels": [{"title": "Basic", "color": "paleBlue"}, {"title": "Good", "color": "green"}],
            "rules": [{"identifier": "url", "title": "URL", "description": "d", "level": "Good",
                "query": {"combinator": "and", "conditions": [{"property": "url", "operator": "isNotEmpty"}]}}],
        });
        has_times(&portal.post("blueprints service scorecards", body.clone())["scorecard"]);
        portal.put("blueprints service scorecards ready", body.clone());
        let read = portal.get("blueprints service scorecards ready");
        assert_eq!((&read["scorecard"]["levels"], &read["scorecard"]["rules"]), (&body["levels"], &body["rules"]));
        assert_eq!(portal.delete("blueprints service scorecards ready"), json!({"ok": true}));
    });
}

#[test]
fn entities_are_created_updated_and_deleted() {
    on_both_transports(|portal| {
        exists(portal);
        let made = portal.post(
            "blueprints microservice entities?upsert=true&run_id=",
            json!({
            "title": "", "blueprint": "microservice", "team": ["b"], "properties": {"list": []}, "relations": {}}),
        );
        let name = made["entity"]["identifier"].as_str().expect("one is made up").to_owned();
        has_times(&made["entity"]);
        let target = format!("blueprints microservice entities {name}");
        let body = json!({"identifier": name, "title": "T", "blueprint": "microservice", "properties": {"text": "b"}, "relations": {}});
        portal.put(&format!("{target}?run_id="), body);
        let read = portal.get(&format!("{target}?exclude_calculated_properties=true"));
        assert_eq!(read["entity"]["properties"], json!({"text": "b", "list": null}));
        let rule = json!({"property": "$blueprint", "operator": "=", "value": "microservice"});
        let found = portal.post("entities search", json!({"combinator": "and", "rules": [rule]}));
        assert_eq!(found["matchingBlueprints"], json!(["microservice"]));
        assert_eq!(portal.expect_refused(Delete, "blueprints microservice", None), refused(403, "has_dependents"));
        assert_eq!(portal.delete(&target)["ok"], true);
        assert_eq!(portal.get("organization")["organization"]["featureFlags"], json!([]));
    });
}
