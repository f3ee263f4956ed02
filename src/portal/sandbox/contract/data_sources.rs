//! Facts about integrations and webhooks.

use serde_json::{Value, json};

use super::client::{on_both_transports, refused};
use crate::portal::wire::Method::{Delete, Get, Patch, Post};

fn mapping(blueprint: &str) -> Value {
    json!({"blueprint": blueprint, "entity": {"identifier": ".body.id"}})
}

#[test]
fn an_integration_is_installed_elsewhere_and_only_its_mapping_changes() {
    on_both_transports(|portal| {
        let before = portal.get("integration github-ocean")["integration"].clone();
        assert_eq!(portal.get("integration")["integrations"][0]["installationId"], "github-ocean");
        let config = json!({"resources": [], "repositoryType": "all"});
        let after = portal.patch("integration github-ocean config", json!({"config": config}))["integration"].clone();
        assert_eq!((&after["config"], &after["version"]), (&config, &before["version"]));
        assert_ne!(after["resyncState"], before["resyncState"]);
        let invalid = refused(422, "invalid_request");
        assert_eq!(portal.expect_refused(Patch, "integration github-ocean config", json!({"title": "x"})), invalid);
        assert_eq!(portal.expect_refused(Get, "integration gitlab", Value::Null).0, 404);
        assert_eq!(portal.expect_refused(Post, "integration", json!({"installationId": "gitlab"})).0, 404);
        assert_eq!(portal.expect_refused(Delete, "integration github-ocean", Value::Null).0, 404);
    });
}

#[test]
fn a_webhook_has_an_address_of_its_own_and_never_shows_its_secret() {
    on_both_transports(|portal| {
        let security = json!({"secret": "hunter2", "signatureHeaderName": "x-signature"});
        let body = json!({"identifier": "snyk", "title": "Snyk", "enabled": true, "security": security,
            "mappings": [mapping("service")], "webhookKey": "mine", "url": "https://mine.example"});
        let invalid = refused(422, "invalid_request");
        assert_eq!(portal.expect_refused(Post, "webhooks", body.clone()), invalid);
        let mut body = body;
        for field in ["webhookKey", "url"] {
            body.as_object_mut().and_then(|map| map.shift_remove(field));
        }
        let made = portal.post("webhooks", body)["integration"].clone();
        let key = made["webhookKey"].as_str().expect("it has a key").to_owned();
        assert!(made["url"].as_str().is_some_and(|url| url.ends_with(&key)));
        let patched = portal.patch("webhooks snyk", json!({"title": "Other"}))["integration"].clone();
        assert_eq!((&patched["webhookKey"], &patched["mappings"]), (&made["webhookKey"], &made["mappings"]));
        assert_eq!(patched["security"], json!({"signatureHeaderName": "x-signature"}));
        let listed = portal.get("webhooks")["webhooks"].clone();
        assert_eq!(listed.as_array().map(Vec::len), Some(1));
        assert!(!listed.to_string().contains("hunter2"));
    });
}

#[test]
fn a_webhook_is_refused_for_its_form() {
    on_both_transports(|portal| {
        let invalid = refused(422, "invalid_request");
        let body = |more: Value| {
            let mut body = json!({"identifier": "snyk", "title": "Snyk", "enabled": true});
            let more = more.as_object().cloned().unwrap_or_default();
            body.as_object_mut().expect("it is a map").extend(more);
            body
        };
        for wrong in [
            json!({"identifier": "x".repeat(31)}),
            json!({"title": "x".repeat(31)}),
            json!({"security": {"signatureAlgorithm": "sha512"}}),
            json!({"security": {"key": "x"}}),
            json!({"mappings": [{"blueprint": "service"}]}),
            json!({"colour": "red"}),
        ] {
            assert_eq!(portal.expect_refused(Post, "webhooks", body(wrong.clone())), invalid, "{wrong}");
        }
        portal.post("webhooks", body(json!({})));
        assert_eq!(portal.expect_refused(Post, "webhooks", body(json!({}))).0, 409);
    });
}
