//! Checks whether a rule can match the values of its property.

use serde_json::Value;

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::kind::search::mistake::{Mistake, MistakeKind, Part};
use crate::kind::search::operator::{Class, Operator};
use crate::kind::search::property::{META_PROPERTIES, MembersOf, ValueType};
use crate::kind::search::value::{is_date_time, is_dynamic};

/// Returns the mistakes of a rule, given the property that it names.
pub(crate) fn check(
    at: &Path,
    name: &str,
    operator: Operator,
    value: Option<&Value>,
    of: MembersOf<'_>,
) -> Vec<Mistake> {
    let (value_type, property) = if name.starts_with('$') {
        match META_PROPERTIES.iter().find(|(meta, _)| *meta == name) {
            Some((_, value_type)) => (*value_type, None),
            None => return vec![unknown(at, name)],
        }
    } else {
        match of.lookup(name) {
            Some(body) => (ValueType::of(body), Some(body)),
            None => return Vec::new(),
        }
    };
    let Some(value_type) = value_type else { return Vec::new() };
    if !applies(operator, value_type) {
        let suggestions = equivalent(operator, value_type).map(str::to_owned).into_iter().collect();
        return vec![mismatch(at.child("operator"), MistakeKind::OperatorMismatch(value_type), suggestions)];
    }
    let Some(value) = value else { return Vec::new() };
    if operator.class == Class::Containment && value_type == ValueType::Text {
        return Vec::new();
    }
    let mut found = Vec::new();
    let (value_type, property) = match value_type {
        // A list is compared with one of its elements.
        ValueType::List => match property.and_then(|property| property.get("items")) {
            Some(items) => match ValueType::of(items) {
                Some(value_type) => (value_type, Some(items)),
                None => return Vec::new(),
            },
            None => return Vec::new(),
        },
        value_type => (value_type, property),
    };
    let at = at.child("value");
    match value {
        Value::Array(values) => {
            for (nth, value) in values.iter().enumerate() {
                found.extend(scalar(at.child(nth), value, value_type, property, operator));
            }
        }
        value => found.extend(scalar(at, value, value_type, property, operator)),
    }
    found
}

fn mismatch(at: Path, kind: MistakeKind, suggestions: Vec<String>) -> Mistake {
    Mistake { at, part: Part::Value, kind, suggestions, refused: false }
}

fn unknown(at: &Path, name: &str) -> Mistake {
    let near = closest(name, META_PROPERTIES.iter().map(|(meta, _)| *meta));
    mismatch(at.child("property"), MistakeKind::UnknownMetaProperty, near.map(str::to_owned).into_iter().collect())
}

/// Returns whether an operator can match any value of that value_type.
fn applies(operator: Operator, value_type: ValueType) -> bool {
    let is_time = matches!(value_type, ValueType::DateTime | ValueType::Timer);
    match operator.class {
        Class::Emptiness | Class::Relation | Class::Path => true,
        Class::Expiry => value_type == ValueType::Timer,
        Class::Equality => value_type != ValueType::List,
        Class::Order => is_time || value_type == ValueType::Number,
        Class::Range => is_time,
        Class::Containment => !matches!(value_type, ValueType::Number | ValueType::Boolean),
        Class::Affix => is_time || value_type == ValueType::Text,
        Class::Membership => value_type != ValueType::Map,
    }
}

/// Returns the equivalent operator for values of that value_type.
fn equivalent(operator: Operator, value_type: ValueType) -> Option<&'static str> {
    match (operator.name, value_type) {
        ("=", ValueType::List) => Some("containsAny"),
        ("!=", ValueType::List) => Some("doesNotContains"),
        ("contains", ValueType::Number | ValueType::Boolean) => Some("="),
        ("doesNotContains", ValueType::Number | ValueType::Boolean) => Some("!="),
        ("beginsWith" | "endsWith", ValueType::List) => Some("contains"),
        _ => None,
    }
}

/// Returns the mistake in a value that is compared with values of that value_type.
fn scalar(
    at: Path,
    value: &Value,
    value_type: ValueType,
    property: Option<&Value>,
    operator: Operator,
) -> Option<Mistake> {
    if is_dynamic(value, true) || value.is_null() || value.is_object() || value.is_array() {
        return None;
    }
    let fits = match value_type {
        ValueType::Text | ValueType::DateTime | ValueType::Timer => value.is_string(),
        ValueType::Number => value.is_number(),
        ValueType::Boolean => value.is_boolean(),
        ValueType::List | ValueType::Map => true,
    };
    if !fits {
        return Some(mismatch(at, MistakeKind::ValueMismatch(value_type), written_as(value, value_type)));
    }
    let compares_entire_value = matches!(operator.class, Class::Equality | Class::Order | Class::Membership)
        || (operator.class == Class::Containment
            && !matches!(value_type, ValueType::Text | ValueType::DateTime | ValueType::Timer));
    if let (true, ValueType::DateTime | ValueType::Timer, Value::String(text)) =
        (compares_entire_value, value_type, value)
        && !is_date_time(text)
    {
        return Some(mismatch(at, MistakeKind::NotADateTime, Vec::new()));
    }
    let options = property?.get("enum")?.as_array()?;
    let compares = matches!(operator.class, Class::Equality | Class::Membership);
    if !compares || options.iter().any(|option| same(option, value)) {
        return None;
    }
    let texts = options.iter().filter_map(Value::as_str);
    let near = value.as_str().and_then(|text| closest(text, texts)).map(str::to_owned);
    Some(mismatch(at, MistakeKind::NotInEnum, near.into_iter().collect()))
}

/// `1` and `1.0` are the same number.
fn same(one: &Value, other: &Value) -> bool {
    one == other || one.as_f64().zip(other.as_f64()).is_some_and(|(one, other)| one.total_cmp(&other).is_eq())
}

/// Returns the same value, written as one of that value_type.
fn written_as(value: &Value, value_type: ValueType) -> Vec<String> {
    match (value, value_type) {
        (Value::String(text), ValueType::Number) if text.trim().parse::<f64>().is_ok_and(f64::is_finite) => {
            vec![text.trim().to_owned()]
        }
        (Value::String(text), ValueType::Boolean) => match text.trim().to_lowercase().as_str() {
            "true" | "yes" | "on" => vec!["true".to_owned()],
            "false" | "no" | "off" => vec!["false".to_owned()],
            _ => Vec::new(),
        },
        (Value::Number(_) | Value::Bool(_), ValueType::Text) => vec![format!("{:?}", value.to_string())],
        _ => Vec::new(),
    }
}
