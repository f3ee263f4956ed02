//! A property or an input with an invalid pattern, limit or default.

use serde_json::Value;

use crate::ground::finding::{Finding, Severity};
use crate::ground::path::Path;
use crate::kind::checks::{PropertyMistake, is_constrained, of_elements, property_mistakes};
use crate::lint::context::Context;
use crate::lint::model::{is_undefined, property_schemas, schema};
use crate::lint::names::listed;
use crate::lint::rule::{Check, Rule};
use crate::model::Declaration;

pub(super) const RULE: Rule =
    Rule::error("invalid-property-schema", include_str!("invalid_property_schema.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    let schemas = property_schemas(declaration, is_constrained);
    let mistakes: Vec<_> = schemas.flat_map(|(at, schema)| property_mistakes(&at, schema)).collect();
    if mistakes.is_empty() {
        return;
    }
    // The kind's schema also describes properties, and its findings come first.
    let violations = schema::of(declaration.kind).check(declaration.node());
    for (at, mistake) in mistakes {
        let is_told = violations.iter().any(|violation| {
            let is_inside = mistake == PropertyMistake::NotASchema && at.is_prefix_of(&violation.path);
            is_inside || violation.path.is_prefix_of(&at)
        });
        if !is_told && !is_undefined(declaration, &at) {
            found.push(finding(declaration, &at, mistake));
        }
    }
}

fn finding(declaration: &Declaration, at: &Path, mistake: PropertyMistake) -> Finding {
    let written = match at.find(&declaration.body) {
        Some(Value::String(text)) => text.clone(),
        value => value.map(Value::to_string).unwrap_or_default(),
    };
    let key = at.last_key().unwrap_or("default");
    let (message, label, help) = match mistake {
        PropertyMistake::NotARegex => (
            format!("`pattern` is not a regular expression: `{written}`"),
            "not valid",
            "write a JavaScript regular expression".to_owned(),
        ),
        PropertyMistake::LimitsReversed(upper) => (
            format!("`{key}` is above `{upper}`, so no value is valid"),
            "above the other limit",
            format!("swap `{key}` and `{upper}`"),
        ),
        PropertyMistake::NotASchema => {
            (format!("`{key}` is not valid JSON Schema"), "not valid", "see https://json-schema.org".to_owned())
        }
        PropertyMistake::OfElements => {
            let property = Path(at.0[..at.0.len() - 1].to_vec());
            let keywords = property.find(&declaration.body).map(of_elements).unwrap_or_default();
            (
                format!("`{key}` next to `type: array` does not apply to the elements of the list"),
                "applies to elements",
                format!("move {} under `items`", listed(&keywords)),
            )
        }
        PropertyMistake::DefaultType => (
            format!("default `{written}` does not have the type of the property"),
            "wrong type",
            "write a value of the property's `type`".to_owned(),
        ),
        PropertyMistake::DefaultNotInEnum => (
            format!("default `{written}` is not an option of the property"),
            "no such option",
            "add it to `enum`, or write one of the options".to_owned(),
        ),
        PropertyMistake::DefaultFormat => (
            format!("default `{written}` does not have the format of the property"),
            "another format",
            "write a value of the property's `format`".to_owned(),
        ),
        PropertyMistake::DefaultConstraint => (
            format!("default `{written}` is not a valid value of the property"),
            "not valid",
            "write a value that the property accepts".to_owned(),
        ),
    };
    let mut finding = RULE.at(declaration.value(at), message).label(label).help(help);
    if !is_refused(mistake, key) {
        finding.severity = Severity::Warning;
    }
    finding
}

/// Returns whether Port refuses the property, or every value of it.
fn is_refused(mistake: PropertyMistake, key: &str) -> bool {
    match mistake {
        PropertyMistake::NotARegex | PropertyMistake::NotASchema => true,
        // No list is one of the options. Other keywords have no effect on a list.
        PropertyMistake::OfElements => matches!(key, "enum" | "format"),
        _ => false,
    }
}
