//! Which fields a kind's JSON Schema knows, whatever branch of it a body takes.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::ground::path::{Path, Segment};

/// A JSON Schema, to ask for the names it knows.
#[derive(Debug)]
pub struct Shape {
    schema: Value,
}

/// What a schema says about the keys of one map.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// The names it describes.
    pub names: BTreeSet<String>,
    /// Whether the keys are names that people choose.
    pub chosen: bool,
}

impl Shape {
    /// The shape that a JSON Schema draws.
    ///
    /// # Errors
    /// What is wrong with the text as JSON.
    pub fn parse(schema: &str) -> Result<Self, serde_json::Error> {
        Ok(Self { schema: serde_json::from_str(schema)? })
    }

    /// The keys that the map at `path` of a resource's body may have, over all branches of the schema. None where the
    /// schema says nothing of it.
    pub fn fields(&self, path: &Path) -> Option<Fields> {
        let here = path.0.iter().fold(self.branches(vec![&self.schema]), |here, segment| {
            self.branches(here.into_iter().flat_map(|schema| inside(schema, segment)).collect())
        });
        let mut fields = Fields::default();
        for schema in here {
            let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
                fields.chosen |= ["additionalProperties", "patternProperties"]
                    .iter()
                    .any(|word| schema.get(*word).is_some_and(Value::is_object));
                continue;
            };
            fields.names.extend(properties.keys().cloned());
        }
        (fields.chosen || !fields.names.is_empty()).then_some(fields)
    }

    /// Whether the schema describes the field at `path` by name, or lets people choose its name.
    pub fn knows(&self, path: &Path) -> bool {
        let Some((Segment::Key(key), parent)) = path.0.split_last() else { return true };
        self.fields(&Path(parent.to_vec())).is_some_and(|fields| fields.chosen || fields.names.contains(key))
    }

    /// These schemas and all that they are combined from.
    fn branches<'s>(&'s self, schemas: Vec<&'s Value>) -> Vec<&'s Value> {
        let mut found: Vec<&Value> = Vec::new();
        let mut waiting = schemas;
        while let Some(schema) = waiting.pop() {
            if found.iter().any(|known| std::ptr::eq(*known, schema)) {
                continue;
            }
            found.push(schema);
            if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
                waiting.extend(reference.strip_prefix('#').and_then(|pointer| self.schema.pointer(pointer)));
            }
            for word in ["allOf", "anyOf", "oneOf"] {
                waiting.extend(schema.get(word).and_then(Value::as_array).into_iter().flatten());
            }
            waiting.extend(["then", "else"].iter().filter_map(|word| schema.get(*word)));
        }
        found
    }
}

/// What a schema says about one step into a value it describes.
fn inside<'s>(schema: &'s Value, segment: &Segment) -> Vec<&'s Value> {
    let Segment::Key(key) = segment else { return schema.get("items").into_iter().collect() };
    if let Some(named) = schema.get("properties").and_then(|properties| properties.get(key)) {
        return vec![named];
    }
    let patterns = schema.get("patternProperties").and_then(Value::as_object).into_iter().flat_map(|map| map.values());
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
        assert!(shape.knows(&Path::of(&["trigger", "type"])));
        assert!(shape.knows(&Path::of(&["trigger", "event"])));
        assert!(!shape.knows(&Path::of(&["trigger", "evnt"])));
    }

    #[test]
    fn chosen_names_are_known_and_lead_on() {
        let shape = Shape::parse(SCHEMA).unwrap();
        assert!(shape.knows(&Path::of(&["schema", "properties", "anything"])));
        assert!(shape.knows(&Path::of(&["schema", "properties", "anything", "type"])));
        assert!(!shape.knows(&Path::of(&["schema", "properties", "anything", "typ"])));
    }
}
