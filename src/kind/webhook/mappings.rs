//! The mappings of a webhook.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::mapping::Mapping;

/// Returns the mappings of a body.
pub(super) fn mappings(body: &Value) -> Vec<Mapping<'_>> {
    let mapping = |at: Path| Mapping {
        body,
        entity: at.child("entity"),
        blueprint: at.child("blueprint"),
        is_blueprint_jq: false,
        filter: at.child("filter"),
        items: at.child("itemsToParse"),
        noun: "payload expression",
        source: None,
    };
    Path::from_keys(&["mappings"]).elements(body).map(mapping).collect()
}
