//! The values that rules compare with: their shapes, and values that are only known when a query runs.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::kind::search::mistake::{Mistake, MistakeKind, Part};
use crate::kind::search::operator::{Class, Operator, Shape};

/// Port's named ranges. Those in the future are meant for pages, but are accepted everywhere.
const PRESETS: &[&str] = &[
    "today",
    "tomorrow",
    "yesterday",
    "lastDay",
    "lastWeek",
    "last2Weeks",
    "lastMonth",
    "last3Months",
    "last6Months",
    "last12Months",
    "last2Years",
    "last3Years",
    "nextDay",
    "nextWeek",
    "next2Weeks",
    "nextMonth",
    "next3Months",
    "next6Months",
    "next12Months",
];

/// Returns whether a text is filled in when the query runs.
pub(crate) fn is_template(text: &str) -> bool {
    text.contains("{{") || text.contains("${")
}

/// Returns whether a text is a date and time with a zone, as in RFC 3339.
pub(crate) fn is_date_time(text: &str) -> bool {
    static FORMAT: LazyLock<Validator> = LazyLock::new(|| {
        let options = jsonschema::options().should_validate_formats(true);
        options.build(&json!({"format": "date-time"})).expect("a schema of one format is valid")
    });
    FORMAT.is_valid(&Value::String(text.to_owned()))
}

/// Returns whether a value is only known when the query runs: a template, `{context, property}`, or `{jqQuery}` if the
/// dialect has it.
pub(crate) fn is_dynamic(value: &Value, has_jq: bool) -> bool {
    match value {
        Value::String(text) => is_template(text),
        Value::Object(map) => map.contains_key("context") || (has_jq && map.contains_key("jqQuery")),
        _ => false,
    }
}

/// Returns the mistakes in the shape of a rule's value. With `strict`, a list must be written as a list even if it has
/// one element.
pub(crate) fn check(at: &Path, operator: Operator, value: &Value, has_jq: bool, strict: bool) -> Vec<Mistake> {
    if let Value::Object(map) = value
        && map.contains_key("context")
    {
        return context(at, map);
    }
    let Some(shape) = operator.shape() else { return Vec::new() };
    if is_dynamic(value, has_jq) {
        return Vec::new();
    }
    match shape {
        Shape::Range => range(at, value),
        // Port also accepts a range for `=` with a date.
        Shape::Scalar if value.get("preset").is_some() || value.get("from").is_some() => range(at, value),
        Shape::Scalar if strict && !value.is_object() && !value.is_array() && !value.is_boolean() => Vec::new(),
        Shape::Scalar if !strict && !value.is_object() => Vec::new(),
        Shape::Text if strict && (value.is_string() || value.is_array() || value.is_null()) => Vec::new(),
        Shape::Text if !strict && !value.is_object() => Vec::new(),
        Shape::Ordered => ordered(at, value),
        Shape::List => list(at, value, strict),
        Shape::Identifiers => identifiers(at, value, operator),
        Shape::Scalar | Shape::Text => vec![wrong_shape(at, shape, Vec::new(), true)],
    }
}

fn wrong_shape(at: &Path, shape: Shape, suggestions: Vec<String>, refused: bool) -> Mistake {
    Mistake { at: at.clone(), part: Part::Value, kind: MistakeKind::ValueShape(shape), suggestions, refused }
}

fn mistake(at: Path, kind: MistakeKind, suggestions: Vec<String>) -> Mistake {
    Mistake { at, part: Part::Value, kind, suggestions, refused: true }
}

fn ordered(at: &Path, value: &Value) -> Vec<Mistake> {
    match value {
        Value::Number(_) => Vec::new(),
        Value::String(text) if is_date_time(text) => Vec::new(),
        Value::String(text) if text.trim().parse::<f64>().is_ok_and(f64::is_finite) => {
            vec![wrong_shape(at, Shape::Ordered, vec![text.trim().to_owned()], true)]
        }
        // A date alone is compared as a string, so it is only suspicious.
        Value::String(text) if is_date_time(&format!("{text}T00:00:00Z")) => {
            vec![Mistake { refused: false, ..mistake(at.clone(), MistakeKind::NotADateTime, vec![midnight(text)]) }]
        }
        _ => vec![wrong_shape(at, Shape::Ordered, Vec::new(), true)],
    }
}

fn midnight(date: &str) -> String {
    format!("{date}T00:00:00Z")
}

fn list(at: &Path, value: &Value, strict: bool) -> Vec<Mistake> {
    let Value::Array(elements) = value else {
        let scalar = !value.is_object() && !value.is_null();
        let suggestions = if scalar { vec![json!([value]).to_string()] } else { Vec::new() };
        return vec![wrong_shape(at, Shape::List, suggestions, strict || !scalar)];
    };
    let is_wrong = |element: &Value| element.is_array() || element.is_object() || (strict && !element.is_string());
    let places = elements.iter().enumerate().filter(|(_, element)| is_wrong(element) && !is_dynamic(element, true));
    places
        .map(|(nth, _)| wrong_shape(&at.child(nth), if strict { Shape::Text } else { Shape::Scalar }, vec![], true))
        .collect()
}

fn identifiers(at: &Path, value: &Value, operator: Operator) -> Vec<Mistake> {
    match value {
        Value::String(_) => Vec::new(),
        Value::Array(elements) => {
            let places = elements.iter().enumerate().filter(|(_, one)| !one.is_string() && !is_dynamic(one, true));
            places.map(|(nth, _)| wrong_shape(&at.child(nth), Shape::Text, Vec::new(), true)).collect()
        }
        Value::Number(_) | Value::Bool(_) => {
            vec![wrong_shape(at, Shape::Identifiers, vec![format!("{:?}", value.to_string())], true)]
        }
        // A search inside a relation rule is not documented, but is used in practice.
        Value::Object(_) => vec![wrong_shape(at, Shape::Identifiers, Vec::new(), operator.class == Class::Path)],
        Value::Null => vec![wrong_shape(at, Shape::Identifiers, Vec::new(), true)],
    }
}

fn range(at: &Path, value: &Value) -> Vec<Mistake> {
    let Value::Object(map) = value else {
        let suggestions = match value {
            Value::String(word) => preset(word).map(|name| format!("{{preset: {name}}}")).into_iter().collect(),
            Value::Array(ends) => match &ends[..] {
                [from, to] => vec![format!("{{from: {from}, to: {to}}}")],
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        return vec![wrong_shape(at, Shape::Range, suggestions, true)];
    };
    let known: &'static [&'static str] = if map.contains_key("preset") { &["preset"] } else { &["from", "to"] };
    if map.is_empty() || (!map.contains_key("preset") && !map.contains_key("from") && !map.contains_key("to")) {
        let near = map.keys().find_map(|key| Some((key, closest(key, ["preset", "from", "to"])?)));
        return match near {
            Some((key, name)) => vec![unknown_key(at, key, &["preset", "from", "to"], Some(name))],
            None => vec![wrong_shape(at, Shape::Range, Vec::new(), true)],
        };
    }
    let unknown: Vec<&String> = map.keys().filter(|key| !known.contains(&key.as_str())).collect();
    let mut found: Vec<Mistake> =
        unknown.iter().map(|key| unknown_key(at, key, known, closest(key, known.iter().copied()))).collect();
    let absent = known.iter().filter(|key| !map.contains_key(**key));
    let meant = |key: &str| unknown.iter().any(|other| closest(other, [key]).is_some());
    found.extend(absent.filter(|key| !meant(key)).map(|key| mistake(at.clone(), MistakeKind::MissingKey(key), vec![])));
    match map.get("preset") {
        Some(Value::String(word)) if PRESETS.contains(&word.as_str()) || is_template(word) => {}
        Some(word) => {
            let near = word.as_str().and_then(preset).map(str::to_owned);
            found.push(mistake(at.child("preset"), MistakeKind::UnknownPreset, near.into_iter().collect()));
        }
        None => found.extend(check_bounds(at, map)),
    }
    found
}

fn preset(word: &str) -> Option<&'static str> {
    let plain: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
    let same = PRESETS.iter().find(|name| name.eq_ignore_ascii_case(&plain)).copied();
    same.or_else(|| closest(word, PRESETS.iter().copied()))
}

fn unknown_key(at: &Path, key: &str, expected: &[&'static str], near: Option<&str>) -> Mistake {
    let kind = MistakeKind::UnknownKey { expected: expected.to_vec() };
    Mistake {
        at: at.child(key),
        part: Part::Key,
        kind,
        suggestions: near.map(str::to_owned).into_iter().collect(),
        refused: near.is_some(),
    }
}

/// Checks the two ends of a range. Times in the same zone can be compared as strings; others are not checked.
fn check_bounds(at: &Path, map: &Map<String, Value>) -> Vec<Mistake> {
    let mut found = Vec::new();
    for key in ["from", "to"] {
        match map.get(key) {
            Some(Value::String(text)) if !is_date_time(text) && !is_template(text) => {
                let date = is_date_time(&midnight(text));
                let suggestions = if date { vec![midnight(text)] } else { Vec::new() };
                found.push(mistake(at.child(key), MistakeKind::NotADateTime, suggestions));
            }
            Some(Value::String(_)) | None => {}
            Some(other) if is_dynamic(other, true) => {}
            Some(_) => found.push(mistake(at.child(key), MistakeKind::NotADateTime, Vec::new())),
        }
    }
    let text = |key: &str| map.get(key).and_then(Value::as_str).and_then(|text| text.strip_suffix('Z'));
    if let (true, Some(from), Some(to)) = (found.is_empty(), text("from"), text("to"))
        && from.get(..19) > to.get(..19)
    {
        found.push(Mistake { refused: false, ..mistake(at.clone(), MistakeKind::BackwardsRange, Vec::new()) });
    }
    found
}

/// Checks `{context, property}`: a property of the user who runs the query, or of the user's teams.
pub(crate) fn context(at: &Path, map: &Map<String, Value>) -> Vec<Mistake> {
    const CONTEXTS: [&str; 2] = ["user", "userTeams"];
    let mut found = Vec::new();
    match map.get("context") {
        Some(Value::String(word)) if CONTEXTS.contains(&word.as_str()) || is_template(word) => {}
        other => {
            let near = other.and_then(Value::as_str).and_then(|word| closest(word, CONTEXTS)).map(str::to_owned);
            found.push(mistake(at.child("context"), MistakeKind::UnknownContext, near.into_iter().collect()));
        }
    }
    let lacks = map.get("property").is_none_or(|property| !property.is_string());
    let near = map.keys().find_map(|key| Some((key, closest(key, ["property"])?)));
    match near {
        Some((key, name)) if lacks => found.push(unknown_key(at, key, &["context", "property"], Some(name))),
        _ if lacks => found.push(mistake(at.clone(), MistakeKind::MissingKey("property"), Vec::new())),
        _ => {}
    }
    found
}
