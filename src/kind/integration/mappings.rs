//! The mappings of an integration: one per resource of its configuration.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::mapping::Mapping;

/// Returns the mappings of a body.
pub(super) fn mappings(body: &Value) -> Vec<Mapping<'_>> {
    let resources = Path::from_keys(&["config", "resources"]);
    let resources = resources.elements(body);
    let mapping = |at: Path| {
        let entity = at.child("port").child("entity").child("mappings");
        Mapping {
            body,
            blueprint: entity.child("blueprint"),
            is_blueprint_jq: true,
            entity,
            filter: at.child("selector").child("query"),
            items: at.child("port").child("itemsToParse"),
            noun: "expression",
            source: at.child("kind").find(body).and_then(Value::as_str),
        }
    };
    resources.into_iter().map(mapping).collect()
}
