//! What Port makes of a scorecard group.

use serde_json::{Map, Value};

use crate::kind::scorecard;

/// Returns the scorecards of a group: one for each blueprint that it grades.
pub(super) fn scorecards(body: &Value) -> Vec<(&'static str, &str)> {
    let shared = body.get("blueprints").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let own = body.get("scorecards").and_then(Value::as_object).into_iter().flat_map(Map::keys).map(String::as_str);
    shared.chain(own).map(|blueprint| (scorecard::KIND.name, blueprint)).collect()
}
