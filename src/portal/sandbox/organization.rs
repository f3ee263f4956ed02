//! The organisation itself, from which clients read the enabled features.

use serde_json::json;

use super::call::{Call, HandlerResult, Reply};

pub(super) fn read(_: &mut Call) -> HandlerResult {
    Ok(Reply::with(200, "organization", json!({"id": "org_sandbox", "name": "Sandbox", "featureFlags": []})))
}
