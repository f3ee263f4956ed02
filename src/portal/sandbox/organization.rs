//! The organisation itself: its settings, and the features that clients look for.

use serde_json::json;

use super::{Description, ON_ITS_OWN, Quirks, Shape, merge_deep, object};
use crate::kind::{Api, Identity};

static MERGE: Shape = Shape::new(include_str!("shapes/organization.json"), "merge");

pub(super) static QUIRKS: Quirks = Quirks {
    kind: "organization",
    described: Some(Description {
        identity: Identity { field: "id", parent: None, owner: None },
        api: Some(Api { item: &["organization"], item_keys: &["organization"], ..ON_ITS_OWN }),
    }),
    merge: Some(&MERGE),
    merged: |body, patch| merge_deep(body, patch, &[]),
    silent: true,
    given: Some(|_, _| object(json!({"id": "org_sandbox", "name": "Sandbox", "featureFlags": []}))),
    ..Quirks::NONE
};
