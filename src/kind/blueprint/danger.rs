//! The changes of a blueprint that can lose data of its entities.

use serde_json::{Value, json};

use crate::ground::path::Path;
use crate::kind::blueprint::members::{PROPERTIES, RELATIONS, member_of};
use crate::kind::loss::{Affected, Loss};

/// Describes the data that this change can lose; `None` if it loses none.
///
/// Port silently drops the values of a removed property, never changes a property's type or format, and checks
/// existing entities against a narrowed property only when they are written next: then it refuses them.
pub(crate) fn danger(path: &Path, old: Option<&Value>, new: Option<&Value>) -> Option<Loss> {
    if path.0.len() == 1 && path.key(0) == Some("ownership") && old.is_some() && new.is_none() {
        let message = "removes the ownership, so its entities lose their teams".to_owned();
        return Some(Loss::affecting(message, Affected::With(Path::from_keys(&["team"]))));
    }
    if *path == Path::from_keys(&["schema", "required"]) {
        let added = added(old, new);
        let fields = added.iter().filter_map(Value::as_str).map(|name| of_entity(PROPERTIES, name)).collect();
        return (!added.is_empty()).then(|| {
            let message = format!("makes {} required, but existing entities may lack it", quoted(&added));
            Loss::affecting(message, Affected::Without(fields))
        });
    }
    let (section, name) = member_of(path)?;
    let field = field(section, path);
    if field.is_empty() {
        return member_danger(section, name, old, new);
    }
    let values = of_entity(section, name);
    if recreates(path, old, new) {
        let what = if section == RELATIONS { "its links" } else { "its values" };
        let message = format!("recreates `{name}` with another {}, which deletes {what}", path.last_key()?);
        return Some(Loss::affecting(message, Affected::With(values)));
    }
    match (section, &field[..]) {
        (PROPERTIES, _) => narrowed(name, &field, old, new),
        (RELATIONS, ["many"]) if old == Some(&Value::Bool(true)) => {
            let message =
                format!("limits relation `{name}` to one entity, which Port refuses while an entity has several");
            Some(Loss::affecting(message, Affected::Several(values)))
        }
        (RELATIONS, ["required"]) if new == Some(&Value::Bool(true)) => Some(requires(name)),
        _ => None,
    }
}

/// Returns the field of an entity that has the value of a property or relation.
fn of_entity(section: &[&str], name: &str) -> Path {
    let place = if section == RELATIONS { "relations" } else { "properties" };
    Path::from_keys(&[place, name])
}

/// The loss of adding or removing an entire member.
fn member_danger(section: &[&str], name: &str, old: Option<&Value>, new: Option<&Value>) -> Option<Loss> {
    let values = || Affected::With(of_entity(section, name));
    match (old, new) {
        (Some(_), None) => Some(match section {
            PROPERTIES => Loss::affecting(format!("removes property `{name}` and its values"), values()),
            RELATIONS => Loss::affecting(format!("removes relation `{name}` and its links"), values()),
            _ => Loss::of(format!("removes `{name}` from `{}`", section.join("."))),
        }),
        (None, Some(new)) if section == RELATIONS && new.get("required") == Some(&Value::Bool(true)) => {
            Some(requires(name))
        }
        _ => None,
    }
}

fn requires(relation: &str) -> Loss {
    let message = format!("makes relation `{relation}` required, but existing entities may lack it");
    Loss::affecting(message, Affected::Without(vec![of_entity(RELATIONS, relation)]))
}

/// How a property accepts fewer values than before: keywords of JSON Schema on the property or on the items of a list.
fn narrowed(name: &str, field: &[&str], old: Option<&Value>, new: Option<&Value>) -> Option<Loss> {
    let new = new?;
    let values = of_entity(PROPERTIES, name);
    let (keywords, is_of_items) = match field {
        ["items", keywords @ ..] => (keywords, true),
        keywords => (keywords, false),
    };
    let unfit = |schema: Value| {
        let schema = if is_of_items { json!({ "items": schema }) } else { schema };
        Affected::Unfit(values.clone(), schema)
    };
    match keywords {
        // All keywords of the items are new.
        [] => {
            let each = |(key, new): (&String, &Value)| {
                narrowed(name, &["items", key.as_str()], old.and_then(|old| old.get(key)), Some(new))
            };
            let first = new.as_object().filter(|_| is_of_items)?.iter().find_map(each)?;
            Some(Loss::affecting(first.message, unfit(new.clone())))
        }
        ["enum"] if old.is_some() => {
            let gone = added(Some(new), old);
            (!gone.is_empty()).then(|| {
                let message = format!("removes options of `{name}`: {} can no longer be set", quoted(&gone));
                Loss::affecting(message, Affected::Options(values.clone(), gone))
            })
        }
        ["required"] => {
            let added = added(old, Some(new));
            (!added.is_empty()).then(|| {
                let message = format!("makes {} required in `{name}`", quoted(&added));
                Loss::affecting(message, unfit(json!({ "required": added })))
            })
        }
        // The keys that it declares stand beside it.
        ["additionalProperties"] if *new != Value::Bool(true) => {
            Some(Loss::of(limits(name, "the keys that it declares")))
        }
        [keyword] => {
            let limit = limit(keyword, old, new)?;
            Some(Loss::affecting(limits(name, &limit), unfit(json!({ *keyword: new }))))
        }
        _ => None,
    }
}

fn limits(name: &str, limit: &str) -> String {
    format!("limits `{name}` to {limit}, and existing values may not fit")
}

/// Describes what one keyword of JSON Schema allows, if it is less than before.
fn limit(keyword: &str, old: Option<&Value>, new: &Value) -> Option<String> {
    let number = |value: Option<&Value>| value.and_then(Value::as_f64);
    let (before, now) = (number(old), number(Some(new)));
    let is_narrower = match keyword {
        "enum" => return Some(format!("the options {}", quoted(&added(None, Some(new))))),
        "pattern" => return Some(format!("values that match `{}`", text(new))),
        "uniqueItems" => return (*new == Value::Bool(true)).then(|| "items that differ".to_owned()),
        "minLength" | "minItems" => now > before.or(Some(0.0)),
        "minimum" | "exclusiveMinimum" => old.is_none() || now > before,
        "maxLength" | "maxItems" | "maximum" | "exclusiveMaximum" => old.is_none() || now < before,
        _ => false,
    };
    is_narrower.then(|| format!("`{keyword}` {new}"))
}

/// The keys of a path below its member.
fn field<'p>(section: &[&str], path: &'p Path) -> Vec<&'p str> {
    (section.len() + 1..path.0.len()).filter_map(|depth| path.key(depth)).collect()
}

/// Returns whether this change requires removing the member and adding it again. Port never changes the type or format
/// of a property, or the target of a relation.
pub(crate) fn recreates(path: &Path, old: Option<&Value>, new: Option<&Value>) -> bool {
    let Some((section, _)) = member_of(path) else { return false };
    if old == new {
        return false;
    }
    let field = field(section, path);
    match section {
        PROPERTIES => matches!(field[..], ["type" | "format"] | ["items", "type" | "format"]),
        RELATIONS => field == ["target"] && old.is_some(),
        _ => false,
    }
}

/// Returns the elements of `new` that are not in `old`.
fn added(old: Option<&Value>, new: Option<&Value>) -> Vec<Value> {
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let before = list(old);
    list(new).into_iter().filter(|value| !before.contains(value)).collect()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn quoted(values: &[Value]) -> String {
    values.iter().map(|value| format!("`{}`", text(value))).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn danger_of(keys: &[&str], old: Value, new: Value) -> Option<String> {
        let some = |value: Value| (!value.is_null()).then_some(value);
        danger(&Path::from_keys(keys), some(old).as_ref(), some(new).as_ref()).map(|loss| loss.message)
    }

    #[test]
    fn a_change_that_loses_values_is_dangerous() {
        let property = ["schema", "properties", "tier"];
        let field = |name| ["schema", "properties", "tier", name];
        assert!(danger_of(&property, json!({"type": "string"}), Value::Null).is_some());
        assert!(danger_of(&field("type"), json!("string"), json!("number")).is_some());
        assert!(danger_of(&field("format"), json!("url"), Value::Null).is_some());
        assert!(danger_of(&field("enum"), json!(["a", "b"]), json!(["a"])).is_some_and(|text| text.contains("`b`")));
        assert!(danger_of(&["relations", "domain"], json!({"target": "domain"}), Value::Null).is_some());
        assert!(danger_of(&["relations", "domain", "target"], json!("domain"), json!("system")).is_some());
        assert!(danger_of(&["relations", "domain", "many"], json!(true), json!(false)).is_some());
        assert!(danger_of(&["schema", "required"], json!(["a"]), json!(["a", "b"])).is_some());
    }

    #[test]
    fn accepting_fewer_values_is_dangerous_with_or_without_an_earlier_limit() {
        let cases = [
            ("enum", Value::Null, json!(["a"]), true),
            ("pattern", Value::Null, json!("^a"), true),
            ("pattern", json!("^a"), Value::Null, false),
            ("minimum", Value::Null, json!(-5), true),
            ("minimum", json!(3), json!(2), false),
            ("maximum", json!(3), json!(2), true),
            ("maxLength", json!(3), json!(4), false),
            ("minLength", Value::Null, json!(0), false),
            ("minItems", Value::Null, json!(1), true),
            ("uniqueItems", Value::Null, json!(true), true),
            ("uniqueItems", json!(true), json!(false), false),
        ];
        for (keyword, old, new, expected) in cases {
            for path in
                [&["schema", "properties", "tier", keyword][..], &["schema", "properties", "tier", "items", keyword]]
            {
                assert_eq!(danger_of(path, old.clone(), new.clone()).is_some(), expected, "{path:?} {old} {new}");
            }
        }
        let items = ["schema", "properties", "tier", "items"];
        assert!(danger_of(&items, Value::Null, json!({"type": "string", "enum": ["a"]})).is_some());
        assert!(danger_of(&items, Value::Null, json!({"type": "string"})).is_none());
        assert!(danger_of(&["schema", "required"], Value::Null, json!(["a"])).is_some());
        assert!(danger_of(&["schema", "properties", "tier", "format"], Value::Null, json!("url")).is_some());
        assert!(
            danger_of(&["relations", "domain"], Value::Null, json!({"target": "domain", "required": true})).is_some()
        );
        assert!(danger_of(&["calculationProperties", "c", "enum"], Value::Null, json!(["a"])).is_none());
    }

    #[test]
    fn additions_and_new_titles_are_not_dangerous() {
        assert_eq!(danger_of(&["schema", "properties", "tier"], Value::Null, json!({"type": "string"})), None);
        assert_eq!(danger_of(&["schema", "properties", "tier", "title"], json!("Tier"), json!("Level")), None);
        assert_eq!(danger_of(&["schema", "properties", "tier", "enum"], json!(["a"]), json!(["b", "a"])), None);
        assert_eq!(danger_of(&["schema", "required"], json!(["a", "b"]), json!(["a"])), None);
        assert_eq!(danger_of(&["relations", "domain", "many"], json!(false), json!(true)), None);
    }
}
