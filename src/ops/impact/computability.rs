//! Why the entities that a query selects cannot be computed.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::blueprint::NAME;
use crate::kind::search::{check_evaluable, compared_properties};

/// Returns why a query cannot be evaluated with an entity alone. `unknown` has the members whose values are not known, and why.
pub(super) fn obstacle(query: &Value, unknown: &BTreeMap<String, String>) -> Option<String> {
    if depends_on_user(query) {
        return Some("it depends on who is viewing".to_owned());
    }
    if is_about_others(query) {
        return Some("it has a rule about other entities".to_owned());
    }
    if let Err(error) = check_evaluable(query) {
        return Some(format!("it {error}"));
    }
    compared_properties(&Path::root(), query).into_iter().find_map(|(_, name)| {
        if name.contains(['.', '#']) {
            return Some(format!("it reads `{name}` through a relation"));
        }
        unknown.get(name).map(|reason| format!("it reads `{name}`: {reason}"))
    })
}

/// Whether a text in a query is a template, or is computed by jq, both of which read the user or a form.
fn depends_on_user(query: &Value) -> bool {
    match query {
        Value::String(text) => text.contains("{{"),
        Value::Array(parts) => parts.iter().any(depends_on_user),
        Value::Object(map) => map.contains_key("jqQuery") || map.values().any(depends_on_user),
        _ => false,
    }
}

fn is_about_others(query: &Value) -> bool {
    let rules = ["rules", "conditions"].iter().filter_map(|list| query.get(*list)?.as_array()).flatten();
    query.get(NAME).is_some() || rules.into_iter().any(is_about_others)
}
