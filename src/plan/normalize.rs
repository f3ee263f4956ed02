//! Normalizing bodies, so that two bodies with the same meaning are equal.

use crate::ground::path::Path;
use crate::kind::Kind;
use crate::kind::shape::{Fields, Position};
use crate::kind::treatment::Treatment;
use crate::kind::treatment_tree::Treated;
use serde_json::{Map, Number, Value};

/// Returns the body without fields that Port adds and values that mean the same as an absent one, with sets sorted and
/// keyed lists turned into maps by identifier.
pub(crate) fn normalize(kind: &Kind, body: &Value) -> Value {
    normalize_at(kind, &Path::root(), body).unwrap_or_else(|| Value::Object(Map::new()))
}

/// Returns the normalized value of the field at a path, or `None` if it means the same as an absent one.
pub(crate) fn normalize_at(kind: &Kind, path: &Path, value: &Value) -> Option<Value> {
    Place { treated: kind.treated().at(&path.0), of_file: None }.value(value)
}

/// Returns the body as a file states it: as [`normalize`] does, but with keyed lists as lists, with the fields that only a
/// file has or that the kind's schema requires, and in the order of that schema. Fields that the schema does not know come
/// last, if it allows them.
pub(crate) fn file_form(kind: &Kind, body: &Value) -> Value {
    let root = Place { treated: kind.treated(), of_file: Some(kind.shape().root()) };
    root.value(body).unwrap_or_else(|| Value::Object(Map::new()))
}

/// A place in a body that is being normalized.
#[derive(Clone, Copy)]
struct Place {
    treated: Treated<'static>,
    /// The same place in the kind's schema, if the body is meant for a file.
    of_file: Option<Position<'static>>,
}

impl Place {
    fn key(self, key: &str) -> Self {
        Self { treated: self.treated.key(key), of_file: self.of_file.map(|shape| shape.key(key)) }
    }

    fn element(self) -> Self {
        Self { treated: self.treated.element(), of_file: self.of_file.map(Position::element) }
    }

    /// Returns the normalized value at this place, or `None` if it means the same as an absent one.
    fn value(self, value: &Value) -> Option<Value> {
        let has = |wanted: Treatment| self.treated.has(wanted);
        let is_omitted = has(Treatment::ServerOwned)
            || has(Treatment::WriteOnly)
            || has(Treatment::PreviousName)
            || (has(Treatment::InPath) && self.of_file.is_none())
            || (has(Treatment::EmptyIsAbsent) && is_empty(value));
        if is_omitted {
            return None;
        }
        let lacks = |member: &str| value.get(member).and_then(Value::as_array).is_some_and(Vec::is_empty);
        let treatments = self.treated.treatments();
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
            return Some(verbatim(self.treated, value));
        }
        let normalized = match value {
            Value::Null => return None,
            Value::Array(values) => match self.treated.keyed_by() {
                Some(fields) if self.of_file.is_none() => self.keyed(fields, values)?,
                _ => Value::Array(self.list(values)),
            },
            Value::Object(map) => Value::Object(match self.of_file {
                Some(shape) => self.map_of_file(shape, map),
                None => {
                    let each = |(key, value): (&String, &Value)| Some((key.clone(), self.key(key).value(value)?));
                    map.iter().filter_map(each).collect()
                }
            }),
            other => normal_numbers(other),
        };
        let is_default = self.treated.default().is_some_and(|default| *default == normalized);
        let emptied = has(Treatment::EmptyIsAbsent) && is_empty(&normalized);
        (!is_default && !emptied).then_some(normalized)
    }

    fn list(self, values: &[Value]) -> Vec<Value> {
        let each = |value| self.element().value(value).unwrap_or_else(|| Value::Object(Map::new()));
        let mut values: Vec<Value> = values.iter().map(each).collect();
        if self.treated.has(Treatment::Set) {
            values.sort_by_key(Value::to_string);
            values.dedup();
        }
        values
    }

    /// Returns the map with its fields in the order of the schema.
    fn map_of_file(self, shape: Position<'static>, map: &Map<String, Value>) -> Map<String, Value> {
        let nothing = Fields::default();
        let fields = shape.fields().unwrap_or(&nothing);
        let known = fields.order.iter().filter_map(|name| map.get_key_value(name));
        let is_other = |name: &str| !fields.names.contains(name) && (fields.chosen || !fields.closed);
        let others = map.iter().filter(|(name, _)| is_other(name));
        let mut ordered = Map::new();
        for (name, value) in known.chain(others) {
            let at = self.key(name);
            let sent =
                || Some(normal_numbers(value)).filter(|value| !value.is_null() && fields.required.contains(name));
            let is_hidden =
                || [Treatment::ServerOwned, Treatment::WriteOnly].iter().any(|hidden| at.treated.has(*hidden));
            let stated = at.value(value).or_else(|| sent().filter(|_| !is_hidden()));
            ordered.extend(stated.map(|value| (name.clone(), value)));
        }
        ordered
    }

    /// Returns the list as a map by the fields that identify its elements, or unchanged if an element has none of them or
    /// two have the same.
    fn keyed(self, fields: &[&str], values: &[Value]) -> Option<Value> {
        let mut map = Map::new();
        for value in values {
            let named = element_key(fields, value);
            let normalized = self.key(&named).value(value)?;
            if named.is_empty() || map.insert(named, normalized).is_some() {
                return Some(Value::Array(values.to_vec()));
            }
        }
        Some(Value::Object(map))
    }
}

/// Returns the value with integral numbers as integers, and without the fields that Port never returns.
fn verbatim(treated: Treated<'static>, value: &Value) -> Value {
    match value {
        Value::Array(values) if treated.has_write_only() => {
            values.iter().map(|value| verbatim(treated.element(), value)).collect()
        }
        Value::Object(map) if treated.has_write_only() => {
            let inside = map.iter().map(|(key, value)| (key, treated.key(key), value));
            let returned = inside.filter(|(_, treated, _)| !treated.has(Treatment::WriteOnly));
            Value::Object(returned.map(|(key, treated, value)| (key.clone(), verbatim(treated, value))).collect())
        }
        other => normal_numbers(other),
    }
}

/// Returns the default of an absent field at `path`.
pub(crate) fn default_at(kind: &Kind, path: &Path) -> Option<Value> {
    kind.treated().at(&path.0).default().cloned()
}

/// Returns the key that an element of a keyed list has in its place in a plan's paths.
pub(crate) fn element_key(fields: &[&str], value: &Value) -> String {
    names(fields, value).into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Returns the fields that identify an element. Empty text means absent.
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
