//! Which changes of a blueprint can lose what its entities hold.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::blueprint::members::{PROPERTIES, RELATIONS, member_of};

/// What this change can lose, in words; none where nothing is.
///
/// Port drops the values of a removed property without a word, never changes a property's type or format, and checks
/// entities against a narrowed list only when they are written next.
pub(crate) fn danger(path: &Path, old: Option<&Value>, new: Option<&Value>) -> Option<String> {
    let old = old?;
    if path.0.len() == 1 && path.key(0) == Some("ownership") && new.is_none() {
        return Some("removes the ownership, so its entities lose their teams".to_owned());
    }
    if *path == Path::from_keys(&["schema", "required"]) {
        let added = added(old, new);
        return (!added.is_empty())
            .then(|| format!("makes {} required, but existing entities may lack it", quoted(&added)));
    }
    let (section, name) = member_of(path)?;
    let field = path.key(section.len() + 1);
    if field.is_none() {
        return new.is_none().then(|| match section {
            PROPERTIES => format!("removes property `{name}` and its values"),
            RELATIONS => format!("removes relation `{name}` and its links"),
            _ => format!("removes `{name}` from `{}`", section.join(".")),
        });
    }
    if remakes(path, Some(old), new) {
        let what = if section == RELATIONS { "its links" } else { "its values" };
        return Some(format!("recreates `{name}` with another {}, which deletes {what}", path.last_key()?));
    }
    match (section, path.last_key()?) {
        (PROPERTIES, "enum") => {
            let gone = added(new?, Some(old));
            (!gone.is_empty()).then(|| format!("removes options of `{name}`: {} can no longer be set", quoted(&gone)))
        }
        (RELATIONS, "many") if old == &Value::Bool(true) => {
            Some(format!("limits relation `{name}` to one entity, which Port refuses while an entity has several"))
        }
        (RELATIONS, "required") if new == Some(&Value::Bool(true)) => {
            Some(format!("makes relation `{name}` required, but existing entities may lack it"))
        }
        _ => None,
    }
}

/// Whether Port makes this change only by removing the member and adding it again: it never changes the type or format
/// of a property, nor the target of a relation.
pub(crate) fn remakes(path: &Path, old: Option<&Value>, new: Option<&Value>) -> bool {
    let Some((section, _)) = member_of(path) else { return false };
    if old == new {
        return false;
    }
    let field: Vec<_> = (section.len() + 1..path.0.len()).filter_map(|depth| path.key(depth)).collect();
    match section {
        PROPERTIES => matches!(field[..], ["type" | "format"] | ["items", "type" | "format"]),
        RELATIONS => field == ["target"] && old.is_some(),
        _ => false,
    }
}

/// What `new` lists and `old` does not.
fn added(old: &Value, new: Option<&Value>) -> Vec<Value> {
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let before = list(Some(old));
    list(new).into_iter().filter(|value| !before.contains(value)).collect()
}

fn quoted(values: &[Value]) -> String {
    let quote = |value: &Value| match value {
        Value::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    };
    values.iter().map(quote).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(keys: &[&str], old: Value, new: Value) -> Option<String> {
        let some = |value: Value| (!value.is_null()).then_some(value);
        danger(&Path::from_keys(keys), some(old).as_ref(), some(new).as_ref())
    }

    #[test]
    fn what_loses_values_is_dangerous() {
        let property = ["schema", "properties", "tier"];
        let field = |name| ["schema", "properties", "tier", name];
        assert!(said(&property, json!({"type": "string"}), Value::Null).is_some());
        assert!(said(&field("type"), json!("string"), json!("number")).is_some());
        assert!(said(&field("format"), json!("url"), Value::Null).is_some());
        assert!(said(&field("enum"), json!(["a", "b"]), json!(["a"])).is_some_and(|text| text.contains("`b`")));
        assert!(said(&["relations", "domain"], json!({"target": "domain"}), Value::Null).is_some());
        assert!(said(&["relations", "domain", "target"], json!("domain"), json!("system")).is_some());
        assert!(said(&["relations", "domain", "many"], json!(true), json!(false)).is_some());
        assert!(said(&["schema", "required"], json!(["a"]), json!(["a", "b"])).is_some());
    }

    #[test]
    fn what_adds_or_renames_a_title_is_not() {
        assert_eq!(said(&["schema", "properties", "tier"], Value::Null, json!({"type": "string"})), None);
        assert_eq!(said(&["schema", "properties", "tier", "title"], json!("Tier"), json!("Level")), None);
        assert_eq!(said(&["schema", "properties", "tier", "enum"], json!(["a"]), json!(["b", "a"])), None);
        assert_eq!(said(&["schema", "required"], json!(["a", "b"]), json!(["a"])), None);
        assert_eq!(said(&["relations", "domain", "many"], json!(false), json!(true)), None);
    }
}
