//! One property or input: whether any value can satisfy its constraints, and whether its default does.

use jsonschema::ValidationOptions;
use jsonschema::error::ValidationErrorKind;
use serde_json::{Map, Value, json};

use crate::ground::path::{Path, Segment};
use crate::yaml::format::is_url;

/// What is wrong with a property or an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PropertyMistake {
    /// The pattern is not a regular expression.
    NotARegex,
    /// No value can have both bounds: the field that the path leads to is above the one of this name.
    LimitsReversed(&'static str),
    /// The schema of an object's members is not a JSON Schema.
    NotASchema,
    /// The keyword constrains the elements of a list, but is beside `type: array` and not in `items`.
    OfElements,
    /// The default does not have the type of the property.
    DefaultType,
    /// The default is not in the property's `enum`.
    DefaultNotInEnum,
    /// The default does not have the property's format.
    DefaultFormat,
    /// The default does not fulfil another constraint of the property.
    DefaultConstraint,
}

/// Pairs of which the first must not be above the second.
const BOUNDS: &[(&str, &str)] = &[
    ("minimum", "maximum"),
    ("exclusiveMinimum", "exclusiveMaximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
];

/// Keywords of JSON Schema that constrain a single value. A list can satisfy none of them.
const OF_SINGLE: [&str; 10] = [
    "enum",
    "format",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
];

/// Keywords of JSON Schema that constrain any value, a list, or the size of an object.
const OF_OTHERS: [&str; 7] = ["type", "items", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"];

/// Keywords of JSON Schema with schemas for the members of an object.
const OF_MEMBERS: [&str; 4] = ["properties", "patternProperties", "additionalProperties", "propertyNames"];

/// The keywords of a property that belong in `items` if it is a list.
pub(crate) fn of_elements(property: &Value) -> Vec<&'static str> {
    let is_list = property.get("type").is_some_and(|stated| stated == "array");
    let keywords = OF_SINGLE.into_iter().chain(["enumColors"]);
    keywords.filter(|keyword| is_list && property.get(keyword).is_some()).collect()
}

/// Returns whether a property or an input has more than a type and texts, so that it can have a mistake.
pub(crate) fn is_constrained(body: &Value) -> bool {
    !is_plain(body) || body.get("default").is_some() || body.get("type").is_some_and(|stated| stated == "array")
}

/// The mistakes in the body of a property or an input, each at its own field. Values that jq computes (`{jqQuery}`) or
/// that a template fills in are not checked.
pub(crate) fn property_mistakes(at: &Path, body: &Value) -> Vec<(Path, PropertyMistake)> {
    let mut found = Vec::new();
    if !is_constrained(body) {
        return found;
    }
    if let Some(keyword) = of_elements(body).first() {
        found.push((at.child(*keyword), PropertyMistake::OfElements));
    }
    constraints(at, body, &mut found);
    if let Some(items) = body.get("items") {
        constraints(&at.child("items"), items, &mut found);
    }
    if found.is_empty() && !is_plain(body) && jsonschema::draft202012::new(&without_queries(body)).is_err() {
        found.push((at.clone(), PropertyMistake::NotASchema));
    }
    // If no value can satisfy the constraints, every default is wrong.
    if found.is_empty()
        && let Some(default) = body.get("default").filter(|default| !is_dynamic(default))
        && let Some(schema) = schema(body)
    {
        found.extend(wrong_default(at, &schema, default));
    }
    found
}

/// Returns what is wrong with a value of a property.
pub(crate) fn value_mistake(property: &Value, value: &Value) -> Option<PropertyMistake> {
    wrong_default(&Path::root(), &schema(property)?, value).map(|(_, mistake)| mistake)
}

/// Returns for each value whether it fits a property.
pub(crate) fn fits_each(property: &Value, values: &[Value]) -> Vec<bool> {
    let validator = schema(property).and_then(|schema| formats(jsonschema::options()).build(&schema).ok());
    values.iter().map(|value| validator.as_ref().is_some_and(|validator| validator.is_valid(value))).collect()
}

/// Returns the body without the values that are only known when a form is shown.
fn without_queries(body: &Value) -> Value {
    match body {
        Value::Object(map) => {
            let known = map.iter().filter(|(keyword, value)| !is_dynamic(value) && *keyword != "default");
            known.map(|(keyword, value)| (keyword.clone(), without_queries(value))).collect()
        }
        other => other.clone(),
    }
}

/// Returns whether a property has only a type and texts, as most have, so that it certainly is a schema. Building a validator
/// to find that out takes much longer.
pub(crate) fn is_plain(body: &Value) -> bool {
    let is_known = |(keyword, value): (&String, &Value)| match (keyword.as_str(), value) {
        ("type", Value::String(name)) => ["array", "boolean", "number", "object", "string"].contains(&name.as_str()),
        (keyword, Value::String(_)) => ["title", "description", "icon", "format"].contains(&keyword),
        (keyword, _) => keyword == "default",
    };
    body.as_object().is_some_and(|keywords| keywords.iter().all(is_known))
}

fn is_dynamic(value: &Value) -> bool {
    value.get("jqQuery").is_some() || value.as_str().is_some_and(|text| text.contains("${"))
}

fn constraints(at: &Path, body: &Value, found: &mut Vec<(Path, PropertyMistake)>) {
    if let Some(pattern) = body.get("pattern").and_then(Value::as_str)
        && !is_dynamic(&json!(pattern))
        && jsonschema::draft202012::new(&json!({"pattern": pattern})).is_err()
    {
        found.push((at.child("pattern"), PropertyMistake::NotARegex));
    }
    for (lower, upper) in BOUNDS {
        let bound = |name: &str| body.get(name).and_then(Value::as_f64);
        if let (Some(least), Some(most)) = (bound(lower), bound(upper))
            && (least > most || (least >= most && lower.starts_with("exclusive")))
        {
            found.push((at.child(*lower), PropertyMistake::LimitsReversed(upper)));
        }
    }
    for keyword in OF_MEMBERS.into_iter().chain(["required"]) {
        let Some(value) = body.get(keyword) else { continue };
        if jsonschema::draft202012::new(&json!({ keyword: value })).is_err() {
            found.push((at.child(keyword), PropertyMistake::NotASchema));
        }
    }
}

/// Returns the schema for the values of a property, or `None` if it is only known when a form is shown.
fn schema(body: &Value) -> Option<Value> {
    let mut schema = Map::new();
    for (keyword, value) in body.as_object()? {
        let is_constraint =
            [&OF_SINGLE[..], &OF_OTHERS, &OF_MEMBERS].iter().any(|some| some.contains(&keyword.as_str()));
        if value.get("jqQuery").is_some() || !is_constraint {
            continue;
        }
        let value = if keyword == "items" { self::schema(value)? } else { value.clone() };
        schema.insert(keyword.clone(), value);
    }
    // A property's `required` names members of an object only as a list.
    if let Some(required) = body.get("required").filter(|required| required.is_array()) {
        schema.insert("required".to_owned(), required.clone());
    }
    Some(Value::Object(schema))
}

fn wrong_default(at: &Path, schema: &Value, default: &Value) -> Option<(Path, PropertyMistake)> {
    let validator = formats(jsonschema::options()).build(schema).ok()?;
    let error = validator.iter_errors(default).next()?;
    let kind = match error.kind() {
        ValidationErrorKind::Type { .. } => PropertyMistake::DefaultType,
        ValidationErrorKind::Enum { .. } => PropertyMistake::DefaultNotInEnum,
        ValidationErrorKind::Format { .. } => PropertyMistake::DefaultFormat,
        _ => PropertyMistake::DefaultConstraint,
    };
    let Path(inside) = Path::from_pointer(error.instance_path().as_str());
    let at = inside.into_iter().fold(at.child("default"), |at, segment: Segment| at.child(segment));
    Some((at, kind))
}

/// Port's formats. Formats that only affect display, or say what a string refers to, accept any string.
fn formats<'o>(options: ValidationOptions<'o>) -> ValidationOptions<'o> {
    options.should_validate_formats(true).with_format("url", is_url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let body = serde_yaml::from_str(text).expect("bodies of tests are YAML");
        property_mistakes(&Path::root(), &body).into_iter().map(|(at, kind)| format!("{at} {kind:?}")).collect()
    }

    #[test]
    fn constraints_that_hold_and_defaults_that_fulfil_them_are_accepted() {
        for text in [
            "{type: string, pattern: '^(?!x)[a-z]+(?=b)', default: ab}",
            "{type: string, enum: [a, b], default: b}",
            "{type: number, minimum: 1, maximum: 1, default: 1}",
            "{type: array, items: {type: string, enum: [a]}, default: [a]}",
            "{type: string, format: date-time, default: '2024-01-01T00:00:00Z'}",
            "{type: string, format: url, default: 'https://a.example'}",
            "{type: string, format: markdown, default: anything}",
            "{type: string, format: entity, blueprint: group, default: platform}",
            "{type: string, enum: {jqQuery: .a}, default: b}",
            "{type: string, default: {jqQuery: .user.email}}",
            "{type: string, pattern: {jqQuery: .a}, minItems: {jqQuery: .b}}",
            "{type: object, properties: {cpu: {type: number}}, required: [cpu], default: {cpu: 1}}",
            "{default: 1}",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn constraints_that_cannot_hold_are_found() {
        assert_eq!(found("{type: string, pattern: '['}"), ["pattern NotARegex"]);
        assert_eq!(found("{type: string, pattern: 'a{2,1}'}"), ["pattern NotARegex"]);
        assert_eq!(found("{type: array, items: {type: string, pattern: '('}}"), ["items.pattern NotARegex"]);
        assert_eq!(found("{type: number, minimum: 3, maximum: 2}"), ["minimum LimitsReversed(\"maximum\")"]);
        assert_eq!(
            found("{exclusiveMinimum: 2, exclusiveMaximum: 2}"),
            ["exclusiveMinimum LimitsReversed(\"exclusiveMaximum\")"]
        );
        assert_eq!(found("{type: array, minItems: 2, maxItems: 1}"), ["minItems LimitsReversed(\"maxItems\")"]);
        assert_eq!(found("{type: object, properties: {cpu: {type: numbr}}}"), ["properties NotASchema"]);
        assert_eq!(found("{type: object, required: [{}]}"), ["required NotASchema"]);
    }

    #[test]
    fn defaults_that_the_property_refuses_are_found() {
        assert_eq!(found("{type: number, default: '1'}"), ["default DefaultType"]);
        assert_eq!(found("{type: string, enum: [a], default: b}"), ["default DefaultNotInEnum"]);
        assert_eq!(found("{type: string, format: date-time, default: yesterday}"), ["default DefaultFormat"]);
        assert_eq!(found("{type: string, format: url, default: a.example}"), ["default DefaultFormat"]);
        assert_eq!(found("{type: string, format: email, default: nobody}"), ["default DefaultFormat"]);
        assert_eq!(found("{type: number, maximum: 3, default: 4}"), ["default DefaultConstraint"]);
        assert_eq!(
            found("{type: array, items: {type: string, enum: [a]}, default: [b]}"),
            ["default[0] DefaultNotInEnum"]
        );
    }
}
