//! What was added to a resource that Port or an integration made.

use crate::ground::path::Path;
use crate::kind::Kind;
use crate::kind::treatment::Treatment;
use serde_json::{Map, Value};

/// Returns the part of a body that is not in Port's own part, both in the form of a file: members that were added, and
/// fields that differ. It is empty if nothing was added.
pub(crate) fn addition(kind: &Kind, body: &Value, own: &Value) -> Value {
    added(kind, &Path::root(), body, own).unwrap_or_else(|| Value::Object(Map::new()))
}

fn added(kind: &Kind, path: &Path, body: &Value, own: &Value) -> Option<Value> {
    if body == own {
        return None;
    }
    let has = |wanted: Treatment| kind.treats(path, wanted);
    if has(Treatment::Atomic) || has(Treatment::Verbatim) {
        return Some(body.clone());
    }
    match (body, own) {
        (Value::Object(map), Value::Object(own)) => {
            let inside = map.iter().filter_map(|(name, value)| {
                let value = match own.get(name) {
                    Some(own) => added(kind, &path.child(name.as_str()), value, own)?,
                    None => value.clone(),
                };
                Some((name.clone(), value))
            });
            let map: Map<String, Value> = inside.collect();
            (!map.is_empty()).then_some(Value::Object(map))
        }
        (Value::Array(values), Value::Array(own)) if has(Treatment::Set) => {
            let more: Vec<Value> = values.iter().filter(|value| !own.contains(value)).cloned().collect();
            (!more.is_empty()).then_some(Value::Array(more))
        }
        _ => Some(body.clone()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kind::blueprint;

    #[test]
    fn members_that_were_added_remain() {
        let own = json!({
            "identifier": "_user", "title": "User",
            "schema": {"properties": {"status": {"type": "string"}}, "required": ["status"]}
        });
        let body = json!({
            "identifier": "_user", "title": "User",
            "schema": {"properties": {"status": {"type": "string", "icon": "User"}, "age": {"type": "number"}}, "required": ["age", "status"]}
        });
        let expected = json!({
            "schema": {"properties": {"status": {"icon": "User"}, "age": {"type": "number"}}, "required": ["age"]}
        });
        assert_eq!(addition(&blueprint::KIND, &body, &own), expected);
        assert_eq!(addition(&blueprint::KIND, &own, &own), json!({}));
    }
}
