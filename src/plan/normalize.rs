//! Normalizing bodies, so that two bodies with the same meaning are equal.

use crate::ground::path::Path;
use crate::kind::Kind;
use crate::kind::shape::Fields;
use crate::kind::treatment::Treatment;
use serde_json::{Map, Number, Value};

/// Returns the body without fields that Port adds and values that mean the same as an absent one, with sets sorted and
/// keyed lists turned into maps by identifier.
pub(crate) fn normalize(kind: &Kind, body: &Value) -> Value {
    normalize_at(kind, &Path::root(), body).unwrap_or_else(|| Value::Object(Map::new()))
}

/// Returns the normalized value of the field at a path, or `None` if it means the same as an absent one.
pub(crate) fn normalize_at(kind: &Kind, path: &Path, value: &Value) -> Option<Value> {
    Normalizer { kind, for_file: false }.value(path, value)
}

/// Returns the body as a file states it: as [`normalize`] does, but with keyed lists as lists, with the fields that only a
/// file has or that the kind's schema requires, and in the order of that schema. Fields that the schema does not know come
/// last, if it allows them.
pub(crate) fn file_form(kind: &Kind, body: &Value) -> Value {
    let normalizer = Normalizer { kind, for_file: true };
    normalizer.value(&Path::root(), body).unwrap_or_else(|| Value::Object(Map::new()))
}

#[derive(Clone, Copy)]
struct Normalizer<'k> {
    kind: &'k Kind,
    for_file: bool,
}

impl Normalizer<'_> {
    /// Returns the normalized value at `path`, or `None` if it means the same as an absent one.
    fn value(&self, path: &Path, value: &Value) -> Option<Value> {
        let treatments: Vec<Treatment> = self.kind.treatments(path).map(|field| field.treatment).collect();
        let has = |wanted: Treatment| treatments.contains(&wanted);
        let is_omitted = has(Treatment::ServerOwned)
            || has(Treatment::WriteOnly)
            || has(Treatment::FormerName)
            || (has(Treatment::InPath) && !self.for_file)
            || (has(Treatment::EmptyIsAbsent) && is_empty(value));
        if is_omitted {
            return None;
        }
        let lacks = |member: &str| value.get(member).and_then(Value::as_array).is_some_and(Vec::is_empty);
        if treatments.iter().any(|treatment| matches!(treatment, Treatment::AbsentIfEmpty(member) if lacks(member))) {
            return None;
        }
        let text = treatments.iter().find_map(|treatment| match treatment {
            Treatment::TextOf(field) => value.get(field),
            _ => None,
        });
        if let Some(text) = text {
            return Some(text.clone());
        }
        if has(Treatment::Verbatim) {
            let mut kept = normal_numbers(value);
            for secret in self.kind.write_only_in(path, value) {
                Path(secret.0[path.0.len()..].to_vec()).remove(&mut kept);
            }
            return Some(kept);
        }
        let normalized = match value {
            Value::Null => return None,
            Value::Array(values) if self.kind.keyed_by(path).is_some() && !self.for_file => self.keyed(path, values)?,
            Value::Array(values) => {
                let each = |(nth, value): (usize, &Value)| {
                    self.value(&path.child(nth), value).unwrap_or_else(|| Value::Object(Map::new()))
                };
                let mut values: Vec<Value> = values.iter().enumerate().map(each).collect();
                if has(Treatment::Set) {
                    values.sort_by_key(Value::to_string);
                    values.dedup();
                }
                Value::Array(values)
            }
            Value::Object(map) if self.for_file => self.map_of_file(path, map),
            Value::Object(map) => {
                let each = |(key, value): (&String, &Value)| {
                    self.value(&path.child(key.as_str()), value).map(|value| (key.clone(), value))
                };
                Value::Object(map.iter().filter_map(each).collect())
            }
            other => normal_numbers(other),
        };
        let is_default = default(&treatments).is_some_and(|default| default == normalized);
        let emptied = has(Treatment::EmptyIsAbsent) && is_empty(&normalized);
        (!is_default && !emptied).then_some(normalized)
    }

    /// Returns the map with its fields in the order of the schema.
    fn map_of_file(&self, path: &Path, map: &Map<String, Value>) -> Value {
        let nothing = Fields::default();
        let fields = self.kind.shape().at(&path.0).fields().unwrap_or(&nothing);
        let known = fields.order.iter().filter_map(|name| map.get_key_value(name));
        let is_other = |name: &str| !fields.names.contains(name) && (fields.chosen || !fields.closed);
        let others = map.iter().filter(|(name, _)| is_other(name));
        let mut ordered = Map::new();
        for (name, value) in known.chain(others) {
            let at = path.child(name.as_str());
            let sent =
                || Some(normal_numbers(value)).filter(|value| !value.is_null() && fields.required.contains(name));
            let is_hidden =
                || [Treatment::ServerOwned, Treatment::WriteOnly].iter().any(|one| self.kind.treats(&at, *one));
            let stated = self.value(&at, value).or_else(|| sent().filter(|_| !is_hidden()));
            ordered.extend(stated.map(|value| (name.clone(), value)));
        }
        Value::Object(ordered)
    }

    /// Returns the list as a map by the fields that identify its elements, or unchanged if an element has none of them or
    /// two have the same.
    fn keyed(&self, path: &Path, values: &[Value]) -> Option<Value> {
        let fields = self.kind.keyed_by(path)?;
        let mut map = Map::new();
        for value in values {
            let named = names(fields, value).into_iter().flatten().collect::<Vec<_>>().join(" ");
            let normalized = self.value(&path.child(named.as_str()), value)?;
            if named.is_empty() || map.insert(named, normalized).is_some() {
                return Some(Value::Array(values.to_vec()));
            }
        }
        Some(Value::Object(map))
    }
}

/// Returns the default of an absent field at `path`.
pub(crate) fn default_at(kind: &Kind, path: &Path) -> Option<Value> {
    default(&kind.treatments(path).map(|field| field.treatment).collect::<Vec<_>>())
}

fn default(treatments: &[Treatment]) -> Option<Value> {
    treatments.iter().find_map(|treatment| match treatment {
        Treatment::Default(text) | Treatment::ExplicitDefault(text) => {
            Some(serde_json::from_str(text).expect("the kinds' defaults are JSON"))
        }
        _ => None,
    })
}

/// Returns the fields that tell an element apart. Empty text means absent.
pub(crate) fn names<'v>(fields: &[&str], value: &'v Value) -> Vec<Option<&'v str>> {
    fields.iter().map(|field| value.get(field)?.as_str().filter(|text| !text.is_empty())).collect()
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Returns the value with integral floating-point numbers as integers, because Port answers `1` for `1.0`.
pub(crate) fn normal_numbers(value: &Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(normal_number(number)),
        Value::Array(values) => Value::Array(values.iter().map(normal_numbers).collect()),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), normal_numbers(value))).collect(),
        other => other.clone(),
    }
}

fn normal_number(number: &Number) -> Number {
    // Up to 2^53, a double represents every integer exactly.
    match number.as_f64() {
        Some(value) if number.is_f64() && value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0 => {
            Number::from(value as i64)
        }
        _ => number.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kind::{action, blueprint, scorecard};

    #[test]
    fn fields_that_port_adds_are_not_changes() {
        let live = json!({
            "identifier": "domain", "title": "Domain", "icon": "", "description": null,
            "schema": {"properties": {}, "required": []},
            "relations": {"to": {"target": "x", "many": false, "required": false, "title": ""}},
            "mirrorProperties": {}, "calculationProperties": {}, "aggregationProperties": {},
            "createdAt": "2024-01-01T00:00:00Z", "createdBy": "x", "updatedAt": "y", "updatedBy": "z"
        });
        let file = json!({
            "title": "Domain", "identifier": "domain", "schema": {}, "relations": {"to": {"target": "x"}}
        });
        assert_eq!(normalize(&blueprint::KIND, &live), normalize(&blueprint::KIND, &file));
    }

    #[test]
    fn numbers_are_compared_as_numbers_and_required_as_a_set() {
        let one = json!({"schema": {"properties": {"n": {"minimum": 1.0}}, "required": ["b", "a"]}});
        let other = json!({"schema": {"required": ["a", "b"], "properties": {"n": {"minimum": 1}}}});
        assert_eq!(normalize(&blueprint::KIND, &one), normalize(&blueprint::KIND, &other));
        let more = json!({"schema": {"properties": {"n": {"minimum": 1.5}}, "required": ["b", "a"]}});
        assert_ne!(normalize(&blueprint::KIND, &one), normalize(&blueprint::KIND, &more));
    }

    #[test]
    fn the_order_of_an_enum_means_something() {
        let body = |options: Value| json!({"schema": {"properties": {"t": {"type": "string", "enum": options}}}});
        assert_ne!(
            normalize(&blueprint::KIND, &body(json!(["a", "b"]))),
            normalize(&blueprint::KIND, &body(json!(["b", "a"])))
        );
    }

    #[test]
    fn a_payload_keeps_its_nulls_and_empty_values() {
        let body = |payload: Value| json!({"invocationMethod": {"type": "WEBHOOK", "body": payload}});
        assert_ne!(normalize(&action::KIND, &body(json!({"a": null}))), normalize(&action::KIND, &body(json!({}))));
        assert_ne!(normalize(&action::KIND, &body(json!({"a": ""}))), normalize(&action::KIND, &body(json!({}))));
    }

    #[test]
    fn the_rules_of_a_scorecard_have_no_order_and_its_levels_a_default() {
        let one = json!({"rules": [{"identifier": "a", "level": "Gold"}, {"identifier": "b", "level": "Gold"}]});
        let other = json!({
            "rules": [{"identifier": "b", "level": "Gold", "description": ""}, {"identifier": "a", "level": "Gold"}],
            "levels": serde_json::from_str::<Value>(scorecard::DEFAULT_LEVELS).unwrap(), "id": "x", "blueprint": "service"
        });
        assert_eq!(normalize(&scorecard::KIND, &one), normalize(&scorecard::KIND, &other));
    }
}
