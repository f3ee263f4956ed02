//! Merging a desired body into a live one, keeping what the files do not claim.

use crate::kind::Kind;
use crate::kind::shape::Position;
use crate::kind::treatment::Treatment;
use crate::kind::treatment_tree::Treated;
use crate::model::Claim;
use crate::plan::normalize::names;
use serde_json::{Map, Value};

#[derive(Debug)]
pub(crate) struct Merge<'m> {
    /// Live fields that its schema does not know, which a newer Port may add, are carried over.
    pub kind: &'m Kind,
    pub claim: Claim,
}

impl Merge<'_> {
    /// Returns the live body with the desired one merged into it. Sections that the files do not state are kept. A map
    /// that they state replaces the live one if they declare the resource, and is added to it if they only extend the
    /// resource.
    pub(crate) fn merge(&self, live: &Value, desired: &Value) -> Value {
        let root = Place { treated: self.kind.treated(), shape: self.kind.shape().root(), is_root: true };
        self.merge_at(root, Some(live), desired)
    }

    /// Returns whether merging returns the live body, or one that lacks only values which an absent field means too. It may
    /// answer no for lists that are equal after merging.
    pub(crate) fn keeps(&self, live: &Value, desired: &Value) -> bool {
        let root = Place { treated: self.kind.treated(), shape: self.kind.shape().root(), is_root: true };
        self.keeps_at(root, live, desired)
    }

    fn keeps_at(&self, at: Place, live: &Value, desired: &Value) -> bool {
        let has = |wanted: Treatment| at.treated.has(wanted);
        if has(Treatment::Atomic) || has(Treatment::Verbatim) {
            return live == desired;
        }
        match (live, desired) {
            (Value::Object(live), Value::Object(desired)) => {
                let stays = self.stays(at, live, desired);
                desired.keys().all(|key| live.contains_key(key))
                    && live.iter().all(|(key, value)| match desired.get(key) {
                        Some(wanted) => self.keeps_at(at.key(key), value, wanted),
                        None => stays(key) || at.key(key).treated.default() == Some(value),
                    })
            }
            (Value::Array(live), Value::Array(desired)) if at.treated.keyed_by().is_some() => {
                let fields = at.treated.keyed_by().unwrap_or_default();
                let same = |wanted: &Value| live.iter().find(|value| names(fields, value) == names(fields, wanted));
                let is_kept = |(value, wanted): (&Value, &Value)| {
                    same(wanted).is_some_and(|first| std::ptr::eq(first, value))
                        && self.keeps_at(at.element(), value, wanted)
                };
                live.len() == desired.len() && live.iter().zip(desired).all(is_kept)
            }
            (Value::Array(live), Value::Array(desired)) if has(Treatment::Set) && self.claim == Claim::Addition => {
                desired.iter().all(|value| live.contains(value))
            }
            _ => live == desired,
        }
    }

    /// Returns whether a live field that the desired map does not have stays.
    fn stays<'s>(
        &'s self,
        at: Place,
        live: &'s Map<String, Value>,
        desired: &'s Map<String, Value>,
    ) -> impl Fn(&str) -> bool + 's {
        let has = move |wanted: Treatment| at.treated.has(wanted);
        let complete = self.claim == Claim::Full && !at.is_root && !has(Treatment::Partial);
        // The place of a resource means nothing in another folder.
        let placement = self.kind.placement().filter(|_| at.is_root);
        let moves = |within: &str| desired.contains_key(within) && text(desired, within) != text(live, within);
        let moved = placement.filter(|(_, within)| moves(within)).map(|(field, _)| field);
        move |key| (!complete || (!has(Treatment::Members) && !at.shape.knows(key))) && moved != Some(key)
    }

    fn merge_at(&self, at: Place, live: Option<&Value>, desired: &Value) -> Value {
        let has = |wanted: Treatment| at.treated.has(wanted);
        if has(Treatment::Atomic) || has(Treatment::Verbatim) {
            return desired.clone();
        }
        match (live, desired) {
            (Some(Value::Object(live)), Value::Object(desired)) => Value::Object(self.merge_map(at, live, desired)),
            (Some(Value::Array(live)), Value::Array(desired)) => match at.treated.keyed_by() {
                Some(fields) => Value::Array(self.merge_keyed(at, fields, live, desired)),
                None if has(Treatment::Set) && self.claim == Claim::Addition => {
                    let added = desired.iter().filter(|value| !live.contains(value));
                    Value::Array(live.iter().chain(added).cloned().collect())
                }
                None => Value::Array(desired.clone()),
            },
            _ => desired.clone(),
        }
    }

    fn merge_map(&self, at: Place, live: &Map<String, Value>, desired: &Map<String, Value>) -> Map<String, Value> {
        let stays = self.stays(at, live, desired);
        let mut merged = Map::new();
        for (key, value) in live {
            match desired.get(key) {
                Some(wanted) => merged.insert(key.clone(), self.merge_at(at.key(key), Some(value), wanted)),
                None if stays(key) => merged.insert(key.clone(), value.clone()),
                None => None,
            };
        }
        for (key, wanted) in desired {
            if !live.contains_key(key) {
                merged.insert(key.clone(), wanted.clone());
            }
        }
        merged
    }

    fn merge_keyed(&self, at: Place, fields: &[&str], live: &[Value], desired: &[Value]) -> Vec<Value> {
        let is_same = |one: &Value, other: &Value| names(fields, one) == names(fields, other);
        let same = |wanted: &Value| live.iter().find(|value| is_same(value, wanted));
        desired.iter().map(|wanted| self.merge_at(at.element(), same(wanted), wanted)).collect()
    }
}

/// A place in the two bodies.
#[derive(Clone, Copy)]
struct Place {
    treated: Treated<'static>,
    shape: Position<'static>,
    is_root: bool,
}

impl Place {
    fn key(self, key: &str) -> Self {
        Self { treated: self.treated.key(key), shape: self.shape.key(key), is_root: false }
    }

    fn element(self) -> Self {
        Self { treated: self.treated.element(), shape: self.shape.element(), is_root: false }
    }
}

/// Returns the text in a field, if it is not empty.
fn text<'m>(map: &'m Map<String, Value>, field: &str) -> Option<&'m str> {
    map.get(field)?.as_str().filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kind::blueprint;

    fn merged(claim: Claim, live: &Value, desired: &Value) -> Value {
        Merge { kind: &blueprint::KIND, claim }.merge(live, desired)
    }

    fn live() -> Value {
        json!({
            "identifier": "service", "title": "Service", "icon": "X", "newFeature": {"on": true},
            "schema": {"properties": {"a": {"type": "string", "title": "A", "newField": 1}, "b": {"type": "number"}}, "required": ["b"]},
            "relations": {"r": {"target": "x"}}
        })
    }

    #[test]
    fn a_section_that_is_not_stated_stays() {
        let body = merged(Claim::Full, &live(), &json!({"identifier": "service", "title": "S"}));
        assert_eq!(body["relations"], live()["relations"]);
        assert_eq!(body["schema"], live()["schema"]);
        assert_eq!(body["newFeature"], json!({"on": true}));
        assert_eq!(body["title"], "S");
    }

    #[test]
    fn a_map_that_is_stated_is_complete_but_unknown_fields_are_carried_over() {
        let desired = json!({"schema": {"properties": {"a": {"type": "string"}}}, "relations": {}});
        let body = merged(Claim::Full, &live(), &desired);
        assert_eq!(body["schema"], json!({"properties": {"a": {"type": "string", "newField": 1}}}));
        assert_eq!(body["relations"], json!({}));
    }

    #[test]
    fn an_addition_leaves_the_rest_alone() {
        let desired =
            json!({"schema": {"properties": {"a": {"title": "Aa"}, "c": {"type": "string"}}, "required": ["c"]}});
        let body = merged(Claim::Addition, &live(), &desired);
        assert_eq!(body["schema"]["properties"]["a"], json!({"type": "string", "title": "Aa", "newField": 1}));
        assert_eq!(body["schema"]["properties"]["b"], json!({"type": "number"}));
        assert_eq!(body["schema"]["required"], json!(["b", "c"]));
        assert_eq!(body["relations"], live()["relations"]);
    }
}
