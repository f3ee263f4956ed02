//! Taking over single fields of a portal's resource.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::ground::path::{Path, Segment};
use crate::kind::{Key, Kind};
use crate::plan::normalize::element_key;

/// The fields that are taken over, of each resource of which not everything is. Paths are those of changes in a plan, in which
/// an element of a keyed list has its key in place of an index.
pub(crate) type Fields = BTreeMap<Key, BTreeSet<Path>>;

/// Returns the body with these fields as the portal has them, both in the form of a file.
pub(crate) fn with_fields(kind: &Kind, body: &Value, live: &Value, fields: &BTreeSet<Path>) -> Value {
    let mut body = body.clone();
    fields.iter().for_each(|field| take(kind, &Path::root(), &mut body, live, &field.0));
    body
}

/// Returns whether a body has no such field. Elements of lists are not looked for: a body with the list has it.
pub(crate) fn lacks(body: &Value, field: &[Segment]) -> bool {
    match (body, field) {
        (Value::Object(map), [Segment::Key(name), inside @ ..]) => {
            map.get(name).is_none_or(|value| lacks(value, inside))
        }
        _ => false,
    }
}

/// Sets the field inside `body`, which is at the path `at`, to its value inside `live`, or removes it.
fn take(kind: &Kind, at: &Path, body: &mut Value, live: &Value, field: &[Segment]) {
    let Some((Segment::Key(name), inside)) = field.split_first() else { return };
    let next = at.child(name.as_str());
    match body {
        Value::Array(elements) => {
            let keys = kind.keyed_by(at).unwrap_or_default();
            let is_it = |element: &Value| element_key(keys, element) == *name;
            let other = live.as_array().into_iter().flatten().find(|element| is_it(element));
            match (elements.iter().position(is_it), other) {
                (Some(nth), Some(other)) if inside.is_empty() => elements[nth] = other.clone(),
                (Some(nth), Some(other)) => take(kind, &next, &mut elements[nth], other, inside),
                (Some(nth), None) => drop(elements.remove(nth)),
                (None, other) => elements.extend(other.cloned()),
            }
        }
        Value::Object(map) => match live.get(name) {
            Some(other) if inside.is_empty() => drop(map.insert(name.clone(), other.clone())),
            Some(other) => {
                let nothing = if other.is_array() { Value::Array(Vec::new()) } else { Value::Object(Map::new()) };
                take(kind, &next, map.entry(name.as_str()).or_insert(nothing), other, inside);
            }
            None if inside.is_empty() => drop(map.shift_remove(name)),
            None => {
                if let Some(value) = map.get_mut(name) {
                    take(kind, &next, value, &Value::Null, inside);
                }
            }
        },
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kind::{blueprint, scorecard};

    #[test]
    fn only_the_named_fields_are_taken_over() {
        let body = json!({"title": "A", "icon": "B", "schema": {"properties": {"x": {"type": "string"}, "y": {}}}});
        let live = json!({"title": "Z", "schema": {"properties": {"x": {"type": "number"}}}, "relations": {"r": {"target": "b"}}});
        let taken =
            |keys: &[&str]| with_fields(&blueprint::KIND, &body, &live, &[Path::from_keys(keys)].into_iter().collect());
        let with = |pointer: &str, value: Value| {
            let mut body = body.clone();
            *body.pointer_mut(pointer).expect("it is there") = value;
            body
        };
        assert_eq!(taken(&["title"]), with("/title", json!("Z")));
        assert_eq!(taken(&["schema", "properties", "x", "type"]), with("/schema/properties/x/type", json!("number")));
        assert_eq!(taken(&["schema", "properties", "y"]), with("/schema/properties", json!({"x": {"type": "string"}})));
        assert_eq!(taken(&["icon"]), json!({"title": "A", "schema": body["schema"]}));
        assert_eq!(taken(&["relations", "r"])["relations"], live["relations"]);
    }

    #[test]
    fn an_element_of_a_keyed_list_is_found_by_its_key() {
        let rule = |name: &str, level: &str| json!({"identifier": name, "level": level});
        let body = json!({"rules": [rule("a", "Gold"), rule("b", "Gold"), rule("gone", "Gold")]});
        let live = json!({"rules": [rule("new", "Gold"), rule("b", "Silver"), rule("a", "Silver")]});
        let fields = [&["rules", "b", "level"][..], &["rules", "gone"], &["rules", "new"]];
        let taken = with_fields(&scorecard::KIND, &body, &live, &fields.map(Path::from_keys).into_iter().collect());
        assert_eq!(taken, json!({"rules": [rule("a", "Gold"), rule("b", "Silver"), rule("new", "Gold")]}));
    }
}
