//! Comparing two normalized bodies, field by field.

use crate::ground::path::Path;
use crate::kind::Kind;
use crate::plan::normalize::default_at;
use crate::plan::step::Change;
use serde_json::Value;

/// Returns every field that differs between two normalized bodies, outermost first. A list is one field. Sections are
/// compared member by member, unless the old body is empty.
pub(crate) fn diff(kind: &Kind, old: &Value, new: &Value) -> Vec<Change> {
    let by_member = old.as_object().is_some_and(|old| !old.is_empty());
    let mut changes = Vec::new();
    compare(kind, &Path::root(), Some(old), Some(new), by_member, &mut changes);
    changes
}

fn compare(
    kind: &Kind,
    path: &Path,
    old: Option<&Value>,
    new: Option<&Value>,
    by_member: bool,
    changes: &mut Vec<Change>,
) {
    if old == new {
        return;
    }
    // Normalizing drops an empty section, but its members are still compared one by one.
    let nothing = Value::Object(serde_json::Map::new());
    let absent = (by_member && holds_members(kind, path)).then_some(&nothing);
    if let (Some(Value::Object(before)), Some(Value::Object(after))) = (old.or(absent), new.or(absent)) {
        for (key, value) in before {
            compare(kind, &path.child(key.as_str()), Some(value), after.get(key), by_member, changes);
        }
        for (key, value) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
            compare(kind, &path.child(key.as_str()), None, Some(value), by_member, changes);
        }
        return;
    }
    // A normalized body omits defaults. Show the default value.
    let value = |side: Option<&Value>| side.cloned().or_else(|| default_at(kind, path));
    changes.push(Change::new(path.clone(), value(old), value(new)));
}

/// Returns whether the map at `path` is a section of members, or contains one.
fn holds_members(kind: &Kind, path: &Path) -> bool {
    kind.members.iter().any(|section| path.is_prefix_of(&Path::from_keys(section)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kind::blueprint;
    use crate::plan::normalize::normalize;

    fn paths(old: &Value, new: &Value) -> Vec<String> {
        let normalized = |body: &Value| normalize(&blueprint::KIND, body);
        diff(&blueprint::KIND, &normalized(old), &normalized(new))
            .iter()
            .map(|change| change.path.to_string())
            .collect()
    }

    #[test]
    fn a_section_that_is_emptied_loses_each_of_its_members() {
        let old = json!({
            "relations": {"a": {"target": "x"}, "b": {"target": "x"}},
            "schema": {"properties": {"p": {"type": "string"}}, "required": ["p"]}
        });
        let emptied = json!({"relations": {}, "schema": {"properties": {}}});
        assert_eq!(paths(&old, &emptied), ["relations.a", "relations.b", "schema.properties.p", "schema.required"]);
    }

    #[test]
    fn a_default_is_shown_as_its_value() {
        let body = |many: bool| json!({"relations": {"a": {"target": "x", "many": many}}});
        let normalized = |body: &Value| normalize(&blueprint::KIND, body);
        let changes = diff(&blueprint::KIND, &normalized(&body(true)), &normalized(&body(false)));
        assert_eq!((&changes[0].old, &changes[0].new), (&Some(json!(true)), &Some(json!(false))));
    }
}
