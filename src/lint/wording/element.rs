//! How to write the elements of a list whose elements have a type that its schema does not take.

use serde_json::Value;

use crate::ground::path::Segment;
use crate::kind::shape::Position;
use crate::lint::wording::repair::is_plain;
use crate::yaml::tree::{Content, Node, to_value};

/// A longer list is not written out.
const MAX_BYTES: usize = 240;

/// The keys of maps such as `{ name: page }`, whose value was probably meant as the element.
const NAMES: [&str; 8] = ["identifier", "id", "name", "title", "key", "label", "value", "property"];

/// Returns how to write all elements of a list as the only type that its schema takes. `level` is the title of a level
/// that an element can refer to.
pub(crate) fn elements(list: Node<'_>, expected: &str, here: Position<'_>, level: Option<&str>) -> Option<String> {
    let texts: Option<Vec<String>> = list.items().map(as_text).collect();
    let texts = texts.filter(|texts| !texts.is_empty());
    match expected {
        "string" => {
            let texts = texts?;
            let written = flow(&Value::from(texts.clone()));
            Some(match written.len() <= MAX_BYTES {
                true => format!("write the list as `{written}`"),
                false => format!("write each element as a string, such as `{}`", flow(&Value::from(texts[0].clone()))),
            })
        }
        "object" => {
            let mut example = here.step(&Segment::Index(0)).example()?.clone();
            if let (Some(level), Some(field)) = (level, example.get_mut("level")) {
                *field = level.into();
            }
            let texts = texts.filter(|_| list.items().all(|item| !item.is_map()))?;
            let list = filled(&example, &texts);
            let written = flow(&Value::from(list.clone()));
            Some(match written.len() <= MAX_BYTES {
                true => format!("write the list as `{written}`"),
                false => format!("write each element as a map, such as `{}`", flow(&list[0])),
            })
        }
        _ => None,
    }
}

/// Returns the text that an element was probably meant to be.
fn as_text(element: Node<'_>) -> Option<String> {
    match element.kind() {
        Content::String(text) => Some(text.to_owned()),
        Content::Number(_) | Content::Bool(_) => Some(element.raw().to_owned()),
        Content::Sequence(mut items) if element.len() == 1 => items.next()?.as_str().map(str::to_owned),
        Content::Mapping(entries) => {
            let entries: Vec<_> = entries.collect();
            let named = entries.iter().find(|(key, _)| NAMES.contains(&key.key_text()));
            match (named, entries.as_slice()) {
                (Some((_, value)), _) => value.as_str().map(str::to_owned),
                // `- domain:` or `- domain: 1`, as if it were a map.
                (None, [(key, value)]) if value.is_null() || value.as_str().is_none() => {
                    Some(key.key_text().to_owned())
                }
                // A text with `: ` in it that lacks its quotes.
                (None, [_]) => {
                    Some(element.raw().trim_matches(['{', '}', ' ']).to_owned()).filter(|raw| !raw.contains('\n'))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// Returns an example once for each text. The text replaces the example's first string, and every equal one. If that is in
/// a list, all texts are put there.
fn filled(example: &Value, texts: &[String]) -> Vec<Value> {
    let Some((first, is_in_list)) = first_string(example, false) else { return vec![example.clone()] };
    if is_in_list {
        return vec![replaced(example, first, texts)];
    }
    texts.iter().map(|text| replaced(example, first, std::slice::from_ref(text))).collect()
}

fn first_string(value: &Value, is_in_list: bool) -> Option<(&str, bool)> {
    match value {
        Value::String(text) => Some((text, is_in_list)),
        Value::Array(list) => list.iter().find_map(|element| first_string(element, true)),
        Value::Object(map) => map.values().find_map(|value| first_string(value, is_in_list)),
        _ => None,
    }
}

fn replaced(value: &Value, old: &str, texts: &[String]) -> Value {
    match value {
        Value::String(text) if text == old => texts[0].clone().into(),
        Value::Array(list) if list.iter().any(|element| element == old) => texts.into(),
        Value::Array(list) => list.iter().map(|element| replaced(element, old, texts)).collect(),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), replaced(value, old, texts))).collect(),
        other => other.clone(),
    }
}

/// Returns a value as YAML writes it on one line.
fn flow(value: &Value) -> String {
    let joined = |parts: Vec<String>| parts.join(", ");
    match value {
        Value::String(text) if is_plain(text) && !text.contains(": ") => text.clone(),
        Value::Array(list) => format!("[{}]", joined(list.iter().map(flow).collect())),
        Value::Object(map) => {
            format!("{{ {} }}", joined(map.iter().map(|(key, value)| format!("{key}: {}", flow(value))).collect()))
        }
        // JSON is YAML.
        other => other.to_string(),
    }
}

/// Returns the title of the highest level that a resource has, if it has levels of its own.
pub(crate) fn highest_level(resource: Node<'_>) -> Option<String> {
    let levels = resource.get("levels")?;
    let level = levels.items().last()?;
    to_value(level).get("title")?.as_str().map(str::to_owned)
}
