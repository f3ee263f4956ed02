//! Integrations: two are installed in a new sandbox. Only their mappings can be changed.

use serde_json::{Value, json};

use super::{Body, Quirks, Shape, object};

static MERGE: Shape = Shape::new(include_str!("shapes/integration.json"), "merge");

pub(super) static QUIRKS: Quirks = Quirks {
    kind: "integration",
    seed: || {
        let resource = json!({
            "kind": "repository",
            "selector": {"query": "true"},
            "port": {"entity": {"mappings": {
                "identifier": ".full_name", "title": ".name", "blueprint": "\"service\"",
                "properties": {"url": ".html_url", "readme": "file://README.md"}
            }}}
        });
        let github = installed("github-ocean", "GitHub", &[resource]);
        [("github-ocean".to_owned(), github), ("pagerduty".to_owned(), installed("pagerduty", "PagerDuty", &[]))].into()
    },
    merge: Some(&MERGE),
    // The next resync reads the new mapping.
    prepare: |_, draft| {
        draft.body.insert("resyncState".to_owned(), json!({"status": "pending"}));
        Ok(())
    },
    ..Quirks::NONE
};

fn installed(identifier: &str, title: &str, resources: &[Value]) -> Body {
    object(json!({
        "_id": format!("integration_{identifier}"),
        "installationId": identifier,
        "installationAppType": identifier,
        "title": title,
        "version": "3.4.1",
        "installationType": "Saas",
        "statusInfo": {"integrationStatus": {"status": "Running"}},
        "resyncState": {"status": "completed"},
        "config": {"deleteDependentEntities": true, "createMissingRelatedEntities": true, "resources": resources}
    }))
}
