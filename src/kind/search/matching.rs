//! Evaluates search queries over entities.

use std::cmp::Ordering;

use serde_json::{Map, Value};

/// The rules of a query cannot be evaluated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct UnknownRule(String);

/// The operators that are evaluated.
const OPERATORS: &[&str] = &[
    "=",
    "!=",
    "in",
    "notIn",
    "containsAny",
    "contains",
    "doesNotContains",
    "beginsWith",
    "doesNotBeginsWith",
    "endsWith",
    "doesNotEndsWith",
    "isEmpty",
    "isNotEmpty",
    ">",
    "<",
    ">=",
    "<=",
];

/// Returns the rules of a query, or of a group in it.
fn rules(query: &Value) -> &[Value] {
    let list = ["rules", "conditions"].iter().find_map(|list| query.get(list)?.as_array());
    list.map(Vec::as_slice).unwrap_or_default()
}

fn is_group(rule: &Value) -> bool {
    rule.get("rules").is_some() || rule.get("conditions").is_some()
}

/// Checks that every rule of a query can be evaluated, whatever the entity is.
///
/// # Errors
/// The first rule that cannot.
pub(crate) fn check_evaluable(query: &Value) -> Result<(), UnknownRule> {
    rules(query).iter().try_for_each(|rule| if is_group(rule) { check_evaluable(rule) } else { check_rule(rule) })
}

fn check_rule(rule: &Value) -> Result<(), UnknownRule> {
    if rule["property"].as_str().is_none() {
        return Err(UnknownRule("has a rule without \"property\", which is not evaluated".to_owned()));
    }
    let operator = rule["operator"].as_str().unwrap_or_default();
    if OPERATORS.contains(&operator) {
        return Ok(());
    }
    Err(UnknownRule(format!("has the operator \"{operator}\", which is not evaluated")))
}

/// Returns whether an entity matches `{combinator, rules}` or `{combinator, conditions}`.
///
/// # Errors
/// A rule that cannot be evaluated, if the result depends on it.
pub(crate) fn matches(query: &Value, entity: &Map<String, Value>) -> Result<bool, UnknownRule> {
    let rules = rules(query);
    let any = query["combinator"] == "or";
    for rule in rules {
        let matched = if is_group(rule) { matches(rule, entity)? } else { matches_rule(rule, entity)? };
        if matched == any {
            return Ok(any);
        }
    }
    Ok(!any || rules.is_empty())
}

fn matches_rule(rule: &Value, entity: &Map<String, Value>) -> Result<bool, UnknownRule> {
    check_rule(rule)?;
    let name = rule["property"].as_str().unwrap_or_default();
    let (own, wanted) = (value_of(entity, name), &rule["value"]);
    let listed = |value: &Value| wanted.as_array().is_some_and(|wanted| wanted.contains(value));
    Ok(match rule["operator"].as_str().unwrap_or_default() {
        "=" => own == wanted,
        "!=" => own != wanted,
        "in" => listed(own),
        "notIn" => !listed(own),
        "containsAny" => own.as_array().is_some_and(|own| own.iter().any(listed)),
        "contains" => contains(own, wanted),
        "doesNotContains" => !contains(own, wanted),
        "beginsWith" => both(own, wanted, |own, wanted| own.starts_with(wanted)),
        "doesNotBeginsWith" => !both(own, wanted, |own, wanted| own.starts_with(wanted)),
        "endsWith" => both(own, wanted, |own, wanted| own.ends_with(wanted)),
        "doesNotEndsWith" => !both(own, wanted, |own, wanted| own.ends_with(wanted)),
        "isEmpty" => is_empty(own),
        "isNotEmpty" => !is_empty(own),
        ">" => compare(own, wanted) == Some(Ordering::Greater),
        "<" => compare(own, wanted) == Some(Ordering::Less),
        ">=" => matches!(compare(own, wanted), Some(Ordering::Greater | Ordering::Equal)),
        _ => matches!(compare(own, wanted), Some(Ordering::Less | Ordering::Equal)),
    })
}

fn contains(own: &Value, wanted: &Value) -> bool {
    match own {
        Value::Array(own) => own.contains(wanted),
        _ => both(own, wanted, |own, wanted| own.contains(wanted)),
    }
}

fn both(own: &Value, wanted: &Value, compare: impl Fn(&str, &str) -> bool) -> bool {
    own.as_str().zip(wanted.as_str()).is_some_and(|(own, wanted)| compare(own, wanted))
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Compares numbers by value, and strings, so also dates in RFC 3339, by their characters.
fn compare(own: &Value, wanted: &Value) -> Option<Ordering> {
    match (own, wanted) {
        (Value::Number(own), Value::Number(wanted)) => own.as_f64()?.partial_cmp(&wanted.as_f64()?),
        (Value::String(own), Value::String(wanted)) => Some(own.cmp(wanted)),
        _ => None,
    }
}

/// A field of an entity by its name with `$`, or a property, or a relation.
fn value_of<'a>(entity: &'a Map<String, Value>, name: &str) -> &'a Value {
    let value = match name.strip_prefix('$') {
        Some(field) => entity.get(field),
        None => ["properties", "relations"].iter().find_map(|section| entity.get(*section)?.get(name)),
    };
    value.unwrap_or(&Value::Null)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn chosen(rule: Value) -> bool {
        let entity =
            json!({"identifier": "a", "team": ["x"], "properties": {"n": 3, "s": "abc"}, "relations": {"r": "b"}});
        let query = json!({"combinator": "and", "rules": [rule]});
        matches(&query, entity.as_object().expect("it is an object")).expect("the rule is known")
    }

    #[test]
    fn rules_look_at_fields_properties_and_relations() {
        assert!(chosen(json!({"property": "$identifier", "operator": "=", "value": "a"})));
        assert!(chosen(json!({"property": "$team", "operator": "containsAny", "value": ["x", "y"]})));
        assert!(chosen(json!({"property": "n", "operator": ">", "value": 2})));
        assert!(!chosen(json!({"property": "s", "operator": "contains", "value": "z"})));
        assert!(chosen(json!({"property": "r", "operator": "isNotEmpty"})));
    }

    #[test]
    fn groups_nest() {
        let either = json!({"combinator": "or", "rules": [
            {"property": "n", "operator": "=", "value": 4}, {"property": "n", "operator": "=", "value": 3}]});
        assert!(chosen(either));
    }

    #[test]
    fn an_unknown_operator_is_an_error() {
        let query = json!({"combinator": "and", "rules": [{"property": "n", "operator": "resembles", "value": 1}]});
        assert!(matches(&query, &Map::new()).is_err());
        assert!(check_evaluable(&json!({"rules": [query]})).is_err());
    }
}
