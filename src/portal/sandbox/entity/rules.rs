//! Port's search rules.

use std::cmp::Ordering;

use serde_json::Value;

use crate::portal::sandbox::{Body, Refusal, section};

/// Whether an entity matches `{combinator, rules}`, or `invalid_request` for a rule that the sandbox does not know.
pub(crate) fn matches(query: &Value, entity: &Body) -> Result<bool, Refusal> {
    let rules = query["rules"].as_array().map(Vec::as_slice).unwrap_or_default();
    let any = query["combinator"] == "or";
    for rule in rules {
        let matched = if rule.get("rules").is_some() { matches(rule, entity)? } else { matches_rule(rule, entity)? };
        if matched == any {
            return Ok(any);
        }
    }
    Ok(!any || rules.is_empty())
}

fn matches_rule(rule: &Value, entity: &Body) -> Result<bool, Refusal> {
    let Some(name) = rule["property"].as_str() else {
        return Err(Refusal::invalid("rules", "has a rule without \"property\", which the sandbox does not know"));
    };
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
        "<=" => matches!(compare(own, wanted), Some(Ordering::Less | Ordering::Equal)),
        other => {
            let message = format!("has the operator \"{other}\", which the sandbox does not know");
            return Err(Refusal::invalid("rules", message));
        }
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
fn value_of<'a>(entity: &'a Body, name: &str) -> &'a Value {
    let value = match name.strip_prefix('$') {
        Some(field) => entity.get(field),
        None => section(entity, "properties").get(name).or_else(|| section(entity, "relations").get(name)),
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
    fn an_unknown_operator_is_refused() {
        let query = json!({"combinator": "and", "rules": [{"property": "n", "operator": "resembles", "value": 1}]});
        assert_eq!(matches(&query, &Body::new()).unwrap_err().status, 422);
    }
}
