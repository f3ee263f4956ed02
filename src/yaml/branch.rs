//! Schema errors flattened: where several shapes are allowed, only the errors of the shape that was most likely meant.

use crate::yaml::violation::{Bound, ViolationKind};
use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde_json::Value;
use std::collections::HashSet;

#[derive(Clone, Debug)]
pub(super) struct SchemaError {
    pub(super) pointer: String,
    pub(super) keyword: String,
    pub(super) fault: ViolationKind,
}

/// Properties whose value decides which of several shapes a map has.
const DISCRIMINATORS: [&str; 8] =
    ["type", "kind", "format", "specification", "operator", "combinator", "calculationBy", "func"];

/// Appends the errors behind one error of the validator: one for each unexpected key, and those of a single branch
/// where several shapes are allowed.
pub(super) fn flatten(error: &ValidationError<'_>, schema: &Value, out: &mut Vec<SchemaError>) {
    let pointer = error.instance_path().as_str();
    let schema_error =
        |fault| SchemaError { pointer: pointer.to_owned(), keyword: error.kind().keyword().to_owned(), fault };
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
            schema_error(ViolationKind::Unexpected { name, allowed: Vec::new() })
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
            schema_error(ViolationKind::Missing { name: property.as_str().unwrap_or_default().to_owned() })
        }
        Kind::Type { kind } => schema_error(ViolationKind::Type { expected: type_names(kind) }),
        Kind::Constant { expected_value } => {
            schema_error(ViolationKind::Options { allowed: vec![Value::clone(expected_value)] })
        }
        Kind::Enum { options } => {
            schema_error(ViolationKind::Options { allowed: options.as_array().cloned().unwrap_or_default() })
        }
        Kind::Pattern { pattern } => {
            let message = beside(schema, error.schema_path().as_str(), "patternErrorMessage");
            let message = message.and_then(Value::as_str).map(str::to_owned);
            schema_error(ViolationKind::Pattern { pattern: pattern.clone(), message })
        }
        Kind::Format { format } => schema_error(ViolationKind::Format { format: format.clone() }),
        Kind::UniqueItems => schema_error(ViolationKind::DuplicateItems),
        Kind::OneOfMultipleValid { .. } => schema_error(ViolationKind::Ambiguous),
        Kind::Not { .. } => schema_error(ViolationKind::Forbidden),
        kind => schema_error(match limit(kind) {
            Some((bound, limit)) => ViolationKind::Limit { bound, limit },
            // The remaining kinds are rare, and the crate may add more.
            None => ViolationKind::Other { message: error.masked().to_string() },
        }),
    };
    out.push(one);
}

fn type_names(kind: &TypeKind) -> Vec<String> {
    match kind {
        TypeKind::Single(single) => vec![single.as_str().to_owned()],
        TypeKind::Multiple(set) => set.iter().map(|single| single.as_str().to_owned()).collect(),
    }
}

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

/// Returns the errors of the shape that was most likely meant.
fn best(branches: &[Vec<ValidationError<'static>>], base: &str, schema: &Value) -> Vec<SchemaError> {
    let branches: Vec<Vec<SchemaError>> = branches
        .iter()
        .map(|branch| {
            let mut errors = Vec::new();
            branch.iter().for_each(|error| flatten(error, schema, &mut errors));
            one_per_value(errors)
        })
        .collect();
    let distance = |errors: &&Vec<SchemaError>| errors.iter().map(|error| weight(error, base)).sum::<usize>();
    let Some(chosen) = branches.iter().min_by_key(distance) else { return Vec::new() };

    // No shape fits the discriminator, or the type: report once, with the values that any of the shapes accepts.
    let discriminator = chosen.iter().find(|error| is_choice(error) && weight(error, base) > 1);
    let wrong_type = chosen.iter().find(|m| m.pointer == base && matches!(m.fault, ViolationKind::Type { .. }));
    match discriminator.or(wrong_type) {
        Some(error) => vec![merged(error, branches.iter().flatten())],
        None => chosen.clone(),
    }
}

/// Returns how strongly an error suggests that its branch was not meant.
fn weight(error: &SchemaError, base: &str) -> usize {
    let own = error.pointer == base;
    match &error.fault {
        ViolationKind::Type { .. } if own => 1000,
        ViolationKind::Options { .. } if own => 500,
        ViolationKind::Options { allowed } => {
            match error.pointer.strip_prefix(base).and_then(|rest| rest.strip_prefix('/')) {
                Some(key) if DISCRIMINATORS.contains(&key) => 100,
                Some(key) if allowed.len() == 1 && !key.contains('/') => 10,
                _ => 1,
            }
        }
        _ => 1,
    }
}

fn is_choice(error: &SchemaError) -> bool {
    matches!(error.fault, ViolationKind::Options { .. })
}

/// Returns the error, accepting also what any other branch accepts at the same place.
fn merged<'m>(error: &SchemaError, all: impl Iterator<Item = &'m SchemaError>) -> SchemaError {
    let mut merged = error.clone();
    for other in all.filter(|other| other.pointer == error.pointer) {
        match (&mut merged.fault, &other.fault) {
            (ViolationKind::Options { allowed }, ViolationKind::Options { allowed: more }) => {
                more.iter().for_each(|value| add(allowed, value));
            }
            (ViolationKind::Type { expected }, ViolationKind::Type { expected: more }) => {
                more.iter().for_each(|name| add(expected, name));
            }
            _ => {}
        }
    }
    if is_choice(&merged) {
        merged.keyword = "enum".to_owned();
    }
    merged
}

fn add<T: PartialEq + Clone>(values: &mut Vec<T>, value: &T) {
    if !values.contains(value) {
        values.push(value.clone());
    }
}

/// Keeps one error for each value, since a number in place of a string also fails the enum, the pattern and the format.
/// Maps keep one for each key.
pub(super) fn one_per_value(mut errors: Vec<SchemaError>) -> Vec<SchemaError> {
    let rank = |error: &SchemaError| match error.fault {
        ViolationKind::Type { .. } => 0,
        ViolationKind::Options { .. } => 1,
        ViolationKind::Pattern { .. } => 3,
        ViolationKind::Format { .. } => 4,
        _ => 2,
    };
    errors.sort_by_key(rank);
    let mut seen = HashSet::new();
    errors.retain(|error| {
        let of_a_key = match &error.fault {
            ViolationKind::Missing { name } => Some(name.clone()),
            ViolationKind::Unexpected { .. } | ViolationKind::Name { .. } => Some(String::new()),
            _ => None,
        };
        seen.insert((error.pointer.clone(), of_a_key))
    });
    errors
}

/// Returns the property names of the schema that has its `additionalProperties` (or other keyword) at `keyword_path`.
fn allowed(schema: &Value, keyword_path: &str) -> Vec<String> {
    let properties = beside(schema, keyword_path, "properties").and_then(Value::as_object);
    // What the portal adds itself is never meant.
    let is_writable = |(_, schema): &(&String, &Value)| schema.get("readOnly") != Some(&Value::Bool(true));
    properties.into_iter().flatten().filter(is_writable).map(|(name, _)| name.clone()).collect()
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
