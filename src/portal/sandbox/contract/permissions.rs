//! Facts about permissions.

use serde_json::json;

use super::client::{on_both_transports, refused};
use crate::portal::wire::Method::Patch;

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
