//! Facts about the organisation, its secrets and its audit log.

use serde_json::{Value, json};

use super::client::{on_both_transports, refused};
use crate::portal::wire::Method::{Delete, Get, Patch, Post};

#[test]
fn settings_are_merged_and_the_answer_does_not_have_them() {
    on_both_transports(|portal| {
        let answer =
            portal.patch("organization", json!({"name": "Acme", "settings": {"portalTitle": "Dev"}, "id": "x"}));
        assert_eq!(answer, json!({"ok": true}));
        portal.patch("organization", json!({"settings": {"federatedLogout": true}}));
        let organization = portal.get("organization")["organization"].clone();
        assert_eq!(organization["settings"], json!({"portalTitle": "Dev", "federatedLogout": true}));
        assert_eq!((&organization["name"], &organization["id"]), (&json!("Acme"), &json!("org_sandbox")));
        let long = json!({"settings": {"portalTitle": "x".repeat(31)}});
        assert_eq!(portal.expect_refused(Patch, "organization", long), refused(422, "invalid_request"));
        assert_eq!(portal.expect_refused(Delete, "organization", None), refused(404, "not_found"));
    });
}

#[test]
fn no_answer_has_the_value_of_a_secret() {
    on_both_transports(|portal| {
        let made = portal.post("organization secrets", json!({"secretName": "T", "secretValue": "hunter2"}));
        let changed = portal.patch("organization secrets T", json!({"description": "for tests"}));
        let (read, listed) = (portal.get("organization secrets T"), portal.get("organization secrets"));
        for answer in [&made, &changed, &read, &listed] {
            assert!(!answer.to_string().contains("hunter2"), "{answer}");
        }
        assert_eq!(
            (&made["secret"]["description"], &read["secret"]["description"]),
            (&Value::Null, &json!("for tests"))
        );
        assert_eq!(
            portal.expect_refused(Post, "organization secrets", json!({"secretName": "T"})),
            refused(422, "invalid_request")
        );
        portal.delete("organization secrets T");
        assert_eq!(portal.expect_refused(Get, "organization secrets T", None), refused(404, "not_found"));
    });
}

#[test]
fn the_audit_log_has_who_wrote_which_resource_and_no_secret() {
    on_both_transports(|portal| {
        portal.post("organization secrets", json!({"secretName": "T", "secretValue": "hunter2"}));
        portal.patch("organization secrets T", json!({"description": "for tests"}));
        let written = portal.get("organization secrets T")["secret"]["updatedAt"].clone();
        portal.delete("organization secrets T");
        let log = portal.get("audit-log");
        let events = log["audits"].as_array().expect("a list");
        let actions: Vec<&Value> = events.iter().map(|event| &event["action"]).collect();
        assert_eq!(actions, ["DELETE", "UPDATE", "CREATE"]);
        let update = &events[1];
        assert_eq!((&update["resourceType"], &update["status"]), (&json!("secret"), &json!("SUCCESS")));
        assert_eq!((&update["trigger"]["at"], &update["trigger"]["origin"]), (&written, &json!("API")));
        assert_eq!(update["diff"]["before"], json!({"secretName": "T"}));
        assert_eq!((&events[0]["diff"]["after"], &events[2]["diff"]["before"]), (&Value::Null, &Value::Null));
        assert!(!log.to_string().contains("hunter2"), "{log}");
    });
}
