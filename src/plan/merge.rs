//! The body that a portal should hold: what the files state, laid over what is not theirs.

use serde_json::{Map, Value};

use crate::ground::path::Path;
use crate::kind::Kind;
use crate::kind::shape::Shape;
use crate::kind::treatment::Treatment;
use crate::model::Claim;

/// How the files' statements are laid over a live body.
#[derive(Debug)]
pub struct Merge<'m> {
    /// The kind of the resource.
    pub kind: &'m Kind,
    /// How much of it the files claim.
    pub claim: Claim,
    /// The fields that portwright knows. A live field that it does not know is carried over: it came with a newer Port.
    pub shape: &'m Shape,
}

impl Merge<'_> {
    /// The live body with the desired one laid over it. A section that the files do not state stays as it is; in a whole
    /// claim a map that they state is complete, in an addition it is partial.
    pub fn merge(&self, live: &Value, desired: &Value) -> Value {
        self.at(&Path::root(), Some(live), desired)
    }

    fn at(&self, path: &Path, live: Option<&Value>, desired: &Value) -> Value {
        let has = |wanted: Treatment| self.kind.treatments(path).any(|field| field.treatment == wanted);
        if has(Treatment::Whole) || has(Treatment::Verbatim) {
            return desired.clone();
        }
        match (live, desired) {
            (Some(Value::Object(live)), Value::Object(desired)) => {
                Value::Object(self.map(path, live, desired, has(Treatment::Members)))
            }
            (Some(Value::Array(live)), Value::Array(desired)) if has(Treatment::Keyed) => {
                Value::Array(self.keyed(path, live, desired))
            }
            (Some(Value::Array(live)), Value::Array(desired))
                if has(Treatment::Set) && self.claim == Claim::Addition =>
            {
                let added = desired.iter().filter(|value| !live.contains(value));
                Value::Array(live.iter().chain(added).cloned().collect())
            }
            _ => desired.clone(),
        }
    }

    fn map(
        &self,
        path: &Path,
        live: &Map<String, Value>,
        desired: &Map<String, Value>,
        chosen: bool,
    ) -> Map<String, Value> {
        let complete = self.claim == Claim::Whole && !path.0.is_empty();
        let stays = |key: &str| !complete || (!chosen && !self.shape.knows(&path.then(key)));
        let mut merged = Map::new();
        for (key, value) in live {
            match desired.get(key) {
                Some(wanted) => merged.insert(key.clone(), self.at(&path.then(key.as_str()), Some(value), wanted)),
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

    fn keyed(&self, path: &Path, live: &[Value], desired: &[Value]) -> Vec<Value> {
        let same = |wanted: &Value| live.iter().find(|value| value.get("identifier") == wanted.get("identifier"));
        desired.iter().enumerate().map(|(nth, wanted)| self.at(&path.then(nth), same(wanted), wanted)).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kind::blueprint;

    fn merged(claim: Claim, live: &Value, desired: &Value) -> Value {
        let shape = Shape::parse(blueprint::KIND.schema).unwrap();
        Merge { kind: &blueprint::KIND, claim, shape: &shape }.merge(live, desired)
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
        let body = merged(Claim::Whole, &live(), &json!({"identifier": "service", "title": "S"}));
        assert_eq!(body["relations"], live()["relations"]);
        assert_eq!(body["schema"], live()["schema"]);
        assert_eq!(body["newFeature"], json!({"on": true}));
        assert_eq!(body["title"], "S");
    }

    #[test]
    fn a_map_that_is_stated_is_complete_but_unknown_fields_are_carried_over() {
        let desired = json!({"schema": {"properties": {"a": {"type": "string"}}}, "relations": {}});
        let body = merged(Claim::Whole, &live(), &desired);
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
