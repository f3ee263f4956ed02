//! Integrations: one is installed in a new sandbox. Only its mapping can be changed.

use serde_json::json;

use super::{Quirks, Shape, object};

static MERGE: Shape = Shape::new(include_str!("shapes/integration.json"), "merge");

const INSTALLED: &str = "github-ocean";

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
        let body = json!({
            "_id": "integration_01",
            "installationId": INSTALLED,
            "installationAppType": INSTALLED,
            "title": "GitHub",
            "version": "3.4.1",
            "installationType": "Saas",
            "statusInfo": {"integrationStatus": {"status": "Running"}},
            "resyncState": {"status": "completed"},
            "config": {"deleteDependentEntities": true, "createMissingRelatedEntities": true, "resources": [resource]}
        });
        [(INSTALLED.to_owned(), object(body))].into()
    },
    merge: Some(&MERGE),
    // The next resync reads the new mapping.
    prepare: |_, draft| {
        draft.body.insert("resyncState".to_owned(), json!({"status": "pending"}));
        Ok(())
    },
    ..Quirks::NONE
};
