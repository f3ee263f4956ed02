//! Of the shapes a value may have, the one that was meant, and its mistakes.

use crate::yaml::violation::{Bound, ViolationKind};
use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde_json::Value;
use std::collections::HashSet;

/// One mistake, where it is as a JSON pointer.
#[derive(Clone, Debug)]
pub(super) struct Mistake {
    pub(super) pointer: String,
    pub(super) keyword: String,
    pub(super) fault: ViolationKind,
}

/// Properties that say which of several shapes a map has.
const TELLING: [&str; 8] =
    ["type", "kind", "format", "specification", "operator", "combinator", "calculationBy", "func"];

/// Appends the mistakes behind one error of the validator: one for each unexpected key, and those of one branch where
/// several shapes are allowed.
pub(super) fn flatten(error: &ValidationError<'_>, schema: &Value, out: &mut Vec<Mistake>) {
    let pointer = error.instance_path().as_str();
    let mistake = |fault| Mistake { pointer: pointer.to_owned(), keyword: error.kind().keyword().to_owned(), fault };
    let one = match error.kind() {
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            let allowed = allowed(schema, error.schema_path().as_str());
            out.extend(unexpected.iter().map(|name| Mistake {
                pointer: join(pointer, name),
                keyword: error.kind().keyword().to_owned(),
                fault: ViolationKind::Unexpected { name: name.clone(), allowed: allowed.clone() },
            }));
            return;
        }
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
            out.extend(best(context, pointer, schema));
            return;
        }
        Kind::FalseSchema if !pointer.is_empty() => {
            let name = last(pointer);
            mistake(ViolationKind::Unexpected { name, allowed: Vec::new() })
        }
        Kind::PropertyNames { error: inner } => {
            let name = inner.instance().as_str().unwrap_or_default().to_owned();
            let mut faults = Vec::new();
            flatten(inner, schema, &mut faults);
            let Some(first) = faults.into_iter().next() else { return };
            let fault = ViolationKind::Name { name: name.clone(), fault: Box::new(first.fault) };
            Mistake { pointer: join(pointer, &name), keyword: first.keyword, fault }
        }
        Kind::Required { property } => {
            mistake(ViolationKind::Missing { name: property.as_str().unwrap_or_default().to_owned() })
        }
        Kind::Type { kind } => {
            let expected = match kind {
                TypeKind::Single(single) => vec![single.as_str().to_owned()],
                TypeKind::Multiple(set) => set.iter().map(|single| single.as_str().to_owned()).collect(),
            };
            mistake(ViolationKind::Type { expected })
        }
        Kind::Constant { expected_value } => {
            mistake(ViolationKind::Options { allowed: vec![Value::clone(expected_value)] })
        }
        Kind::Enum { options } => {
            mistake(ViolationKind::Options { allowed: options.as_array().cloned().unwrap_or_default() })
        }
        Kind::Pattern { pattern } => {
            let message = beside(schema, error.schema_path().as_str(), "patternErrorMessage");
            let message = message.and_then(Value::as_str).map(str::to_owned);
            mistake(ViolationKind::Pattern { pattern: pattern.clone(), message })
        }
        Kind::Format { format } => mistake(ViolationKind::Format { format: format.clone() }),
        Kind::UniqueItems => mistake(ViolationKind::Repeated),
        Kind::OneOfMultipleValid { .. } => mistake(ViolationKind::Ambiguous),
        Kind::Not { .. } => mistake(ViolationKind::RuledOut),
        // The rest is rare, and the crate adds kinds.
        kind => mistake(match limit(kind) {
            Some((bound, limit)) => ViolationKind::Limit { bound, limit },
            None => ViolationKind::Other { message: error.masked().to_string() },
        }),
    };
    out.push(one);
}

/// The limit that a value exceeds, if that is what is wrong with it.
fn limit(kind: &Kind) -> Option<(Bound, Value)> {
    Some(match kind {
        Kind::Minimum { limit } => (Bound::Minimum, limit.clone()),
        Kind::Maximum { limit } => (Bound::Maximum, limit.clone()),
        Kind::ExclusiveMinimum { limit } => (Bound::ExclusiveMinimum, limit.clone()),
        Kind::ExclusiveMaximum { limit } => (Bound::ExclusiveMaximum, limit.clone()),
        Kind::MultipleOf { multiple_of } => (Bound::MultipleOf, Value::from(*multiple_of)),
        Kind::MinLength { limit } => (Bound::MinLength, Value::from(*limit)),
        Kind::MaxLength { limit } => (Bound::MaxLength, Value::from(*limit)),
        Kind::MinItems { limit } => (Bound::MinItems, Value::from(*limit)),
        Kind::MaxItems { limit } => (Bound::MaxItems, Value::from(*limit)),
        Kind::MinProperties { limit } => (Bound::MinProperties, Value::from(*limit)),
        Kind::MaxProperties { limit } => (Bound::MaxProperties, Value::from(*limit)),
        _ => return None,
    })
}

/// The mistakes of the shape that was most likely meant.
fn best(branches: &[Vec<ValidationError<'static>>], base: &str, schema: &Value) -> Vec<Mistake> {
    let branches: Vec<Vec<Mistake>> = branches
        .iter()
        .map(|errors| {
            let mut mistakes = Vec::new();
            errors.iter().for_each(|error| flatten(error, schema, &mut mistakes));
            one_each(mistakes)
        })
        .collect();
    let distance = |mistakes: &&Vec<Mistake>| mistakes.iter().map(|mistake| weight(mistake, base)).sum::<usize>();
    let Some(chosen) = branches.iter().min_by_key(distance) else { return Vec::new() };

    // No shape fits the telling property, or the type: then what all shapes would take is the one thing to say.
    let telling = chosen.iter().find(|mistake| is_choice(mistake) && weight(mistake, base) > 1);
    let wrong_type = chosen.iter().find(|m| m.pointer == base && matches!(m.fault, ViolationKind::Type { .. }));
    match telling.or(wrong_type) {
        Some(told) => vec![united(told, branches.iter().flatten())],
        None => chosen.clone(),
    }
}

/// How much a mistake speaks against the branch it is in.
fn weight(mistake: &Mistake, base: &str) -> usize {
    let own = mistake.pointer == base;
    match &mistake.fault {
        ViolationKind::Type { .. } if own => 1000,
        ViolationKind::Options { .. } if own => 500,
        ViolationKind::Options { allowed } => {
            match mistake.pointer.strip_prefix(base).and_then(|rest| rest.strip_prefix('/')) {
                Some(key) if TELLING.contains(&key) => 100,
                Some(key) if allowed.len() == 1 && !key.contains('/') => 10,
                _ => 1,
            }
        }
        _ => 1,
    }
}

fn is_choice(mistake: &Mistake) -> bool {
    matches!(mistake.fault, ViolationKind::Options { .. })
}

/// The mistake with all that any branch would take at the same place.
fn united<'m>(told: &Mistake, all: impl Iterator<Item = &'m Mistake>) -> Mistake {
    let mut united = told.clone();
    for other in all.filter(|other| other.pointer == told.pointer) {
        match (&mut united.fault, &other.fault) {
            (ViolationKind::Options { allowed }, ViolationKind::Options { allowed: more }) => {
                more.iter().for_each(|value| add(allowed, value));
            }
            (ViolationKind::Type { expected }, ViolationKind::Type { expected: more }) => {
                more.iter().for_each(|name| add(expected, name));
            }
            _ => {}
        }
    }
    if is_choice(&united) {
        united.keyword = "enum".to_owned();
    }
    united
}

fn add<T: PartialEq + Clone>(values: &mut Vec<T>, value: &T) {
    if !values.contains(value) {
        values.push(value.clone());
    }
}

/// Keeps one mistake of each value: a number where a text is wanted also misses its enum, pattern and format. Maps
/// keep one for each key.
pub(super) fn one_each(mut mistakes: Vec<Mistake>) -> Vec<Mistake> {
    let rank = |mistake: &Mistake| match mistake.fault {
        ViolationKind::Type { .. } => 0,
        ViolationKind::Options { .. } => 1,
        ViolationKind::Pattern { .. } => 3,
        ViolationKind::Format { .. } => 4,
        _ => 2,
    };
    mistakes.sort_by_key(rank);
    let mut seen = HashSet::new();
    mistakes.retain(|mistake| {
        let of_a_key = match &mistake.fault {
            ViolationKind::Missing { name } => Some(name.clone()),
            ViolationKind::Unexpected { .. } | ViolationKind::Name { .. } => Some(String::new()),
            _ => None,
        };
        seen.insert((mistake.pointer.clone(), of_a_key))
    });
    mistakes
}

/// The property names of the schema whose `additionalProperties` (or other keyword) is at `keyword_path`.
fn allowed(schema: &Value, keyword_path: &str) -> Vec<String> {
    let properties = beside(schema, keyword_path, "properties").and_then(Value::as_object);
    properties.map(|properties| properties.keys().cloned().collect()).unwrap_or_default()
}

/// Another keyword of the schema whose keyword is at `keyword_path`.
fn beside<'s>(schema: &'s Value, keyword_path: &str, other: &str) -> Option<&'s Value> {
    let (holder, _) = keyword_path.rsplit_once('/')?;
    schema.pointer(holder)?.get(other)
}

fn join(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn last(pointer: &str) -> String {
    let last = pointer.rsplit('/').next().unwrap_or_default();
    last.replace("~1", "/").replace("~0", "~")
}
