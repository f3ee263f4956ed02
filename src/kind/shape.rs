//! Which fields a kind's JSON Schema knows, whatever branch of it a body takes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::ground::path::{Path, Segment};

/// The names that a JSON Schema knows, worked out once: each spot stands for all values that are described alike.
#[derive(Debug)]
pub(crate) struct Shape {
    spots: Vec<Spot>,
}

/// What a schema says about the keys of one map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    /// The names it describes.
    pub names: BTreeSet<String>,
    /// Whether the keys are names that people choose.
    pub chosen: bool,
}

/// What is said of one value over all branches of a schema, and the spots of what is inside it.
#[derive(Debug, Default)]
struct Spot {
    fields: Fields,
    named: BTreeMap<String, usize>,
    other: usize,
    element: usize,
}

impl Shape {
    /// The shape that a JSON Schema draws.
    ///
    /// # Errors
    /// What is wrong with the text as JSON.
    pub(crate) fn parse(schema: &str) -> Result<Self, serde_json::Error> {
        let schema = serde_json::from_str(schema)?;
        let mut draft = Draft { root: &schema, spots: Vec::new(), known: BTreeMap::new(), waiting: Vec::new() };
        draft.spot(vec![&schema]);
        while let Some((spot, schemas)) = draft.waiting.pop() {
            draft.fill(spot, &schemas);
        }
        Ok(Self { spots: draft.spots })
    }

    /// Where a walk through a body begins.
    pub(crate) fn root(&self) -> Here<'_> {
        Here { shape: self, spot: 0 }
    }

    /// Whether the schema describes the field at `path` by name, or lets people choose its name.
    pub(crate) fn knows(&self, path: &Path) -> bool {
        let Some((Segment::Key(key), parent)) = path.0.split_last() else { return true };
        self.at(parent).knows(key)
    }

    fn at(&self, path: &[Segment]) -> Here<'_> {
        path.iter().fold(self.root(), Here::step)
    }
}

/// One value on a walk through a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Here<'s> {
    shape: &'s Shape,
    spot: usize,
}

impl<'s> Here<'s> {
    /// One step further in.
    #[must_use]
    pub(crate) fn step(self, segment: &Segment) -> Self {
        let spot = self.spot();
        let inside = match segment {
            Segment::Key(key) => spot.named.get(key).copied().unwrap_or(spot.other),
            Segment::Index(_) => spot.element,
        };
        Self { spot: inside, ..self }
    }

    /// The keys that the map here may have; none where the schema says nothing of it.
    pub(crate) fn fields(self) -> Option<&'s Fields> {
        let fields = &self.spot().fields;
        (fields.chosen || !fields.names.is_empty()).then_some(fields)
    }

    /// Whether the map here may have a field of that name.
    pub(crate) fn knows(self, key: &str) -> bool {
        let fields = &self.spot().fields;
        fields.chosen || fields.names.contains(key)
    }

    fn spot(self) -> &'s Spot {
        &self.shape.spots[self.spot]
    }
}

/// A shape that is being worked out.
struct Draft<'v> {
    root: &'v Value,
    spots: Vec<Spot>,
    /// The spot for each set of schemas, known by their addresses. Schemas that refer to themselves end here.
    known: BTreeMap<Vec<*const Value>, usize>,
    waiting: Vec<(usize, Vec<&'v Value>)>,
}

impl<'v> Draft<'v> {
    /// The spot for what these schemas describe together.
    fn spot(&mut self, schemas: Vec<&'v Value>) -> usize {
        let schemas = self.branches(schemas);
        let mut addresses: Vec<*const Value> = schemas.iter().map(|schema| std::ptr::from_ref(*schema)).collect();
        addresses.sort_unstable();
        if let Some(spot) = self.known.get(&addresses) {
            return *spot;
        }
        let spot = self.spots.len();
        self.spots.push(Spot::default());
        self.known.insert(addresses, spot);
        self.waiting.push((spot, schemas));
        spot
    }

    fn fill(&mut self, spot: usize, schemas: &[&'v Value]) {
        let names: BTreeSet<String> =
            schemas.iter().filter_map(|schema| properties(schema)).flat_map(Map::keys).cloned().collect();
        let inside = |key| schemas.iter().flat_map(|schema| inside(schema, key)).collect();
        let named = names.iter().map(|name| (name.clone(), self.spot(inside(Some(name))))).collect();
        let other = self.spot(inside(None));
        let element = self.spot(schemas.iter().filter_map(|schema| schema.get("items")).collect());
        let chosen = schemas.iter().any(|schema| properties(schema).is_none() && !others(schema).is_empty());
        self.spots[spot] = Spot { fields: Fields { names, chosen }, named, other, element };
    }

    /// These schemas and all that they are combined from.
    fn branches(&self, schemas: Vec<&'v Value>) -> Vec<&'v Value> {
        let mut found: Vec<&Value> = Vec::new();
        let mut waiting = schemas;
        while let Some(schema) = waiting.pop() {
            if found.iter().any(|known| std::ptr::eq(*known, schema)) {
                continue;
            }
            found.push(schema);
            if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
                waiting.extend(reference.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer)));
            }
            for word in ["allOf", "anyOf", "oneOf"] {
                waiting.extend(schema.get(word).and_then(Value::as_array).into_iter().flatten());
            }
            waiting.extend(["then", "else"].iter().filter_map(|word| schema.get(*word)));
        }
        found
    }
}

fn properties(schema: &Value) -> Option<&Map<String, Value>> {
    schema.get("properties").and_then(Value::as_object)
}

/// What a schema says about the value of that key, or of one it does not name.
fn inside<'v>(schema: &'v Value, key: Option<&String>) -> Vec<&'v Value> {
    match key.and_then(|key| properties(schema)?.get(key)) {
        Some(named) => vec![named],
        None => others(schema),
    }
}

/// What a schema says about the values of keys that it does not name.
fn others(schema: &Value) -> Vec<&Value> {
    let patterns = schema.get("patternProperties").and_then(Value::as_object).into_iter().flat_map(Map::values);
    patterns.chain(schema.get("additionalProperties").filter(|value| value.is_object())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &str = r##"{
        "properties": {
            "schema": {"$ref": "#/$defs/schema"},
            "trigger": {"properties": {"type": {}}, "allOf": [{"if": {}, "then": {"properties": {"event": {}}}}]}
        },
        "$defs": {"schema": {"properties": {"properties": {"additionalProperties": {"properties": {"type": {}}}}}}}
    }"##;

    #[test]
    fn names_of_all_branches_are_known() {
        let shape = Shape::parse(SCHEMA).unwrap();
        assert!(shape.knows(&Path::from_keys(&["trigger", "type"])));
        assert!(shape.knows(&Path::from_keys(&["trigger", "event"])));
        assert!(!shape.knows(&Path::from_keys(&["trigger", "evnt"])));
    }

    #[test]
    fn chosen_names_are_known_and_lead_on() {
        let shape = Shape::parse(SCHEMA).unwrap();
        assert!(shape.knows(&Path::from_keys(&["schema", "properties", "anything"])));
        assert!(shape.knows(&Path::from_keys(&["schema", "properties", "anything", "type"])));
        assert!(!shape.knows(&Path::from_keys(&["schema", "properties", "anything", "typ"])));
    }
}
