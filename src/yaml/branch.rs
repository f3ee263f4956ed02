//! Of the shapes a value may have, the one that was meant, and its mistakes.

use crate::yaml::schema::{Bound, ViolationKind};
use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde_json::Value;
use std::collections::HashSet;

/// One mistake, where it is as a JSON pointer.
#[derive(Clone, Debug)]
pub(super) struct SchemaError {
    pub(super) pointer: String,
    pub(super) keyword: String,
    pub(super) fault: ViolationKind,
}

/// Properties that say which of several shapes a map has.
const TELLING: [&str; 8] =
    ["type", "kind", "format", "specification", "operator", "combinator", "calculationBy", "func"];

/// Appends the mistakes behind one error of the validator: one for each unexpected key, and those of one branch where
/// several shapes are allowed.
pub(super) fn flatten(error: &ValidationError<'_>, schema: &Value, out: &mut Vec<SchemaError>) {
    let pointer = error.instance_path().as_str();
    let mistake =
        |fault| SchemaError { pointer: pointer.to_owned(), keyword: error.kind().keyword().to_owned(), fault };
    let limit = |bound, limit: &Value| mistake(ViolationKind::Limit { bound, limit: limit.clone() });
    let one = match error.kind() {
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            let allowed = allowed(schema, error.schema_path().as_str());
            out.extend(unexpected.iter().map(|name| SchemaError {
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
            SchemaError { pointer: join(pointer, &name), keyword: first.keyword, fault }
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
        Kind::Minimum { limit: value } => limit(Bound::Minimum, value),
        Kind::Maximum { limit: value } => limit(Bound::Maximum, value),
        Kind::ExclusiveMinimum { limit: value } => limit(Bound::ExclusiveMinimum, value),
        Kind::ExclusiveMaximum { limit: value } => limit(Bound::ExclusiveMaximum, value),
        Kind::MultipleOf { multiple_of } => limit(Bound::MultipleOf, &Value::from(*multiple_of)),
        Kind::MinLength { limit: value } => limit(Bound::MinLength, &Value::from(*value)),
        Kind::MaxLength { limit: value } => limit(Bound::MaxLength, &Value::from(*value)),
        Kind::MinItems { limit: value } => limit(Bound::MinItems, &Value::from(*value)),
        Kind::MaxItems { limit: value } => limit(Bound::MaxItems, &Value::from(*value)),
        Kind::MinProperties { limit: value } => limit(Bound::MinProperties, &Value::from(*value)),
        Kind::MaxProperties { limit: value } => limit(Bound::MaxProperties, &Value::from(*value)),
        Kind::Pattern { pattern } => mistake(ViolationKind::Pattern { pattern: pattern.clone() }),
        Kind::Format { format } => mistake(ViolationKind::Format { format: format.clone() }),
        Kind::UniqueItems => mistake(ViolationKind::DuplicateItems),
        Kind::OneOfMultipleValid { .. } => mistake(ViolationKind::Ambiguous),
        Kind::Not { .. } => mistake(ViolationKind::Forbidden),
        // The rest is rare, and the crate adds kinds.
        _ => mistake(ViolationKind::Other { message: error.masked().to_string() }),
    };
    out.push(one);
}

/// The mistakes of the shape that was most likely meant.
fn best(branches: &[Vec<ValidationError<'static>>], base: &str, schema: &Value) -> Vec<SchemaError> {
    let branches: Vec<Vec<SchemaError>> = branches
        .iter()
        .map(|errors| {
            let mut mistakes = Vec::new();
            errors.iter().for_each(|error| flatten(error, schema, &mut mistakes));
            one_each(mistakes)
        })
        .collect();
    let distance = |mistakes: &&Vec<SchemaError>| mistakes.iter().map(|mistake| weight(mistake, base)).sum::<usize>();
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
fn weight(mistake: &SchemaError, base: &str) -> usize {
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

fn is_choice(mistake: &SchemaError) -> bool {
    matches!(mistake.fault, ViolationKind::Options { .. })
}

/// The mistake with all that any branch would take at the same place.
fn united<'m>(told: &SchemaError, all: impl Iterator<Item = &'m SchemaError>) -> SchemaError {
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
pub(super) fn one_each(mut mistakes: Vec<SchemaError>) -> Vec<SchemaError> {
    let rank = |mistake: &SchemaError| match mistake.fault {
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
    let holder = keyword_path.rsplit_once('/').map_or("", |(holder, _)| holder);
    let properties = schema.pointer(holder).and_then(|holder| holder.get("properties")).and_then(Value::as_object);
    properties.map(|properties| properties.keys().cloned().collect()).unwrap_or_default()
}

fn join(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn last(pointer: &str) -> String {
    let last = pointer.rsplit('/').next().unwrap_or_default();
    last.replace("~1", "/").replace("~0", "~")
}
