//! The organisation itself, which clients ask for the features that are switched on.

use serde_json::json;

use super::call::{Call, Handled, Reply};

/// `GET /organization`.
pub fn read(_: &mut Call) -> Handled {
    Ok(Reply::with(200, "organization", json!({"id": "org_sandbox", "name": "Sandbox", "featureFlags": []})))
}
