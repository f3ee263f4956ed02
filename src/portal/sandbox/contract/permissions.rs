//! Facts about permissions.

use serde_json::{Value, json};

use super::client::{on_both_transports, refused};
use crate::portal::wire::Method::{Get, Patch};

#[test]
fn permissions_are_there_from_the_start_and_merged() {
    on_both_transports(|portal| {
        let before = portal.get("blueprints service permissions")["permissions"]["entities"].clone();
        let patch = json!({"entities": {"register": {"teams": ["b", "a", "b"]}}});
        let after = portal.patch("blueprints service permissions", patch)["permissions"]["entities"].clone();
        assert_eq!(after["register"]["teams"].as_array().map(Vec::len), Some(2));
        assert_eq!((&after["register"]["roles"], &after["update"]), (&before["register"]["roles"], &before["update"]));
        assert_eq!(portal.get("blueprints service permissions")["permissions"]["entities"], after);
    });
}

#[test]
fn an_actions_policy_is_replaced_as_a_unit_and_rejects_unknown_fields() {
    on_both_transports(|portal| {
        portal.post(
            "actions",
            json!({"identifier": "a", "invocationMethod": {"type": "KAFKA"},
            "trigger": {"type": "self-service", "operation": "CREATE", "userInputs": {"properties": {}}}}),
        );
        let policy = json!({"queries": {"q": {"combinator": "and", "rules": []}}, "conditions": ["true"]});
        let body = portal.patch("actions a permissions", json!({"execute": {"policy": policy}}));
        assert_eq!(body["permissions"]["execute"]["policy"], policy);
        let cleared = portal.patch("actions a permissions", json!({"execute": {"policy": null}}));
        assert_eq!(cleared["permissions"]["execute"]["policy"], json!(null));
        let invalid = refused(422, "invalid_request");
        assert_eq!(
            portal.expect_refused(Patch, "actions a permissions", json!({"execute": {"everyone": true}})),
            invalid
        );
        assert_eq!(
            portal.expect_refused(Patch, "actions a permissions", json!({"execute": {"ownedByTeam": true}})),
            invalid
        );
    });
}

#[test]
fn a_grant_without_a_policy_has_none_from_then_on() {
    on_both_transports(|portal| {
        let search = json!({"combinator": "and", "rules": [
            {"property": "$team", "operator": "containsAny", "value": {"context": "userTeams", "property": "$identifier"}}]});
        let target = "blueprints service permissions";
        let patch = |grant: Value| portal.patch(target, json!({"entities": {"read": grant}}))["permissions"].clone();
        assert_eq!(patch(json!({"policy": search}))["entities"]["read"]["policy"], search);
        let without = patch(json!({"teams": ["a"]}));
        assert_eq!(
            (without["entities"]["read"].get("policy"), &without["entities"]["read"]["teams"]),
            (None, &json!(["a"]))
        );
        let of_an_action = json!({"queries": {"q": search}, "conditions": ["true"]});
        let body = json!({"entities": {"read": {"policy": of_an_action}}});
        assert_eq!(portal.expect_refused(Patch, target, body), refused(422, "invalid_request"));

        portal.post(
            "actions",
            json!({"identifier": "a", "invocationMethod": {"type": "KAFKA"},
            "trigger": {"type": "self-service", "operation": "CREATE", "userInputs": {"properties": {}}}}),
        );
        portal.patch("actions a permissions", json!({"execute": {"policy": of_an_action}}));
        let body = portal.patch("actions a permissions", json!({"execute": {"roles": ["Admin"]}}));
        assert_eq!(body["permissions"]["execute"]["policy"], json!(null));
        let no = portal.expect_refused(Patch, "actions a permissions", json!({"execute": {"policy": search}}));
        assert_eq!(no, refused(422, "invalid_request"));
    });
}

#[test]
fn permissions_follow_their_owner() {
    on_both_transports(|portal| {
        portal.create_empty_blueprint("a");
        portal.patch("blueprints a permissions", json!({"entities": {"update": {"roles": ["Owner"]}}}));
        portal.put("blueprints a", json!({"identifier": "b", "title": "B", "schema": {"properties": {}}}));
        let roles = |of: &str| {
            portal.get(&format!("blueprints {of} permissions"))["permissions"]["entities"]["update"]["roles"].clone()
        };
        assert_eq!(roles("b"), json!(["Owner"]));
        assert_eq!(portal.expect_refused(Get, "blueprints a permissions", None), refused(404, "not_found"));
        portal.delete("blueprints b");
        portal.create_empty_blueprint("b");
        assert_ne!(roles("b"), json!(["Owner"]));
    });
}
