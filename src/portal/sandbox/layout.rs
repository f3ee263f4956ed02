//! The layout of a sandbox's file, and portals in older layouts.

use serde_json::{Map, Value, json};

/// The newest layout that this release reads and the only one that it writes. The first had no secrets; the second had a map of
/// its own for each kind.
pub(super) const VERSION: u32 = 3;

/// A portal of an older layout in the newest.
pub(super) fn upgraded(version: u32, portal: Value) -> Value {
    let Value::Object(mut portal) = portal else { return portal };
    if version >= VERSION {
        return Value::Object(portal);
    }
    let mut take = |key: &str| portal.remove(key).unwrap_or_else(|| json!({}));
    let mut secrets = take("secrets");
    for secret in secrets.as_object_mut().into_iter().flat_map(Map::values_mut) {
        let value = secret["value"].take();
        *secret = secret["shown"].take();
        secret["secretValue"] = value;
    }
    let resources = json!({
        "blueprint": {"": take("blueprints")},
        "action": {"": take("actions")},
        "scorecard": take("scorecards"),
        "entity": take("entities"),
        "blueprint-permissions": {"": take("blueprintPermissions")},
        "action-permissions": {"": take("actionPermissions")},
        "secret": {"": secrets},
    });
    portal.insert("resources".to_owned(), resources);
    Value::Object(portal)
}
