//! Checks whether a rule can match the values of its property.

use serde_json::Value;

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::kind::search::mistake::{Mistake, MistakeKind, Part};
use crate::kind::search::operator::{Class, Operator};
use crate::kind::search::property::{META, MembersOf, Sort};
use crate::kind::search::value::{is_date_time, is_late};

/// Returns the mistakes of a rule, given the property that it names.
pub(crate) fn check(
    at: &Path,
    name: &str,
    operator: Operator,
    value: Option<&Value>,
    of: MembersOf<'_>,
) -> Vec<Mistake> {
    let (sort, property) = if name.starts_with('$') {
        match META.iter().find(|(meta, _)| *meta == name) {
            Some((_, sort)) => (*sort, None),
            None => return vec![unknown(at, name)],
        }
    } else {
        match of.lookup(name) {
            Some(body) => (Sort::of(body), Some(body)),
            None => return Vec::new(),
        }
    };
    let Some(sort) = sort else { return Vec::new() };
    if !applies(operator, sort) {
        let suggestions = equivalent(operator, sort).map(str::to_owned).into_iter().collect();
        return vec![misfit(at.child("operator"), MistakeKind::OperatorMisfit(sort), suggestions)];
    }
    let Some(value) = value else { return Vec::new() };
    if operator.class == Class::Containment && sort == Sort::Text {
        return Vec::new();
    }
    let mut found = Vec::new();
    let (sort, property) = match sort {
        // A list is compared with one of its elements.
        Sort::List => match property.and_then(|property| property.get("items")) {
            Some(items) => match Sort::of(items) {
                Some(sort) => (sort, Some(items)),
                None => return Vec::new(),
            },
            None => return Vec::new(),
        },
        sort => (sort, property),
    };
    let at = at.child("value");
    match value {
        Value::Array(values) => {
            for (nth, value) in values.iter().enumerate() {
                found.extend(scalar(at.child(nth), value, sort, property, operator));
            }
        }
        value => found.extend(scalar(at, value, sort, property, operator)),
    }
    found
}

fn misfit(at: Path, kind: MistakeKind, suggestions: Vec<String>) -> Mistake {
    Mistake { at, part: Part::Value, kind, suggestions, refused: false }
}

fn unknown(at: &Path, name: &str) -> Mistake {
    let near = closest(name, META.iter().map(|(meta, _)| *meta));
    misfit(at.child("property"), MistakeKind::UnknownMetaProperty, near.map(str::to_owned).into_iter().collect())
}

/// Returns whether an operator can match any value of that sort.
fn applies(operator: Operator, sort: Sort) -> bool {
    let is_time = matches!(sort, Sort::DateTime | Sort::Timer);
    match operator.class {
        Class::Emptiness | Class::Relation | Class::Path => true,
        Class::Expiry => sort == Sort::Timer,
        Class::Equality => sort != Sort::List,
        Class::Order => is_time || sort == Sort::Number,
        Class::Range => is_time,
        Class::Containment => !matches!(sort, Sort::Number | Sort::Boolean),
        Class::Affix => is_time || sort == Sort::Text,
        Class::Membership => sort != Sort::Map,
    }
}

/// Returns the equivalent operator for values of that sort.
fn equivalent(operator: Operator, sort: Sort) -> Option<&'static str> {
    match (operator.name, sort) {
        ("=", Sort::List) => Some("containsAny"),
        ("!=", Sort::List) => Some("doesNotContains"),
        ("contains", Sort::Number | Sort::Boolean) => Some("="),
        ("doesNotContains", Sort::Number | Sort::Boolean) => Some("!="),
        ("beginsWith" | "endsWith", Sort::List) => Some("contains"),
        _ => None,
    }
}

/// Returns the mistake in a value that is compared with values of that sort.
fn scalar(at: Path, value: &Value, sort: Sort, property: Option<&Value>, operator: Operator) -> Option<Mistake> {
    if is_late(value, true) || value.is_null() || value.is_object() || value.is_array() {
        return None;
    }
    let fits = match sort {
        Sort::Text | Sort::DateTime | Sort::Timer => value.is_string(),
        Sort::Number => value.is_number(),
        Sort::Boolean => value.is_boolean(),
        Sort::List | Sort::Map => true,
    };
    if !fits {
        return Some(misfit(at, MistakeKind::ValueMisfit(sort), written_as(value, sort)));
    }
    let whole = matches!(operator.class, Class::Equality | Class::Order | Class::Membership)
        || (operator.class == Class::Containment && !matches!(sort, Sort::Text | Sort::DateTime | Sort::Timer));
    if let (true, Sort::DateTime | Sort::Timer, Value::String(text)) = (whole, sort, value)
        && !is_date_time(text)
    {
        return Some(misfit(at, MistakeKind::NotADateTime, Vec::new()));
    }
    let options = property?.get("enum")?.as_array()?;
    let compares = matches!(operator.class, Class::Equality | Class::Membership);
    if !compares || options.iter().any(|option| same(option, value)) {
        return None;
    }
    let texts = options.iter().filter_map(Value::as_str);
    let near = value.as_str().and_then(|text| closest(text, texts)).map(str::to_owned);
    Some(misfit(at, MistakeKind::NotInEnum, near.into_iter().collect()))
}

/// `1` and `1.0` are the same number.
fn same(one: &Value, other: &Value) -> bool {
    one == other || one.as_f64().zip(other.as_f64()).is_some_and(|(one, other)| one.total_cmp(&other).is_eq())
}

/// Returns the same value, written as one of that sort.
fn written_as(value: &Value, sort: Sort) -> Vec<String> {
    match (value, sort) {
        (Value::String(text), Sort::Number) if text.trim().parse::<f64>().is_ok_and(f64::is_finite) => {
            vec![text.trim().to_owned()]
        }
        (Value::String(text), Sort::Boolean) => match text.trim().to_lowercase().as_str() {
            "true" | "yes" | "on" => vec!["true".to_owned()],
            "false" | "no" | "off" => vec!["false".to_owned()],
            _ => Vec::new(),
        },
        (Value::Number(_) | Value::Bool(_), Sort::Text) => vec![format!("{:?}", value.to_string())],
        _ => Vec::new(),
    }
}
