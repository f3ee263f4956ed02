//! The fields that a kind's JSON Schema describes, over all of its branches.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::ground::path::{Path, Segment};
use crate::kind::descent::Descent;

/// The names that a JSON Schema describes, computed once. Values that are described by the same schemas share a node.
#[derive(Debug)]
pub(crate) struct Shape {
    nodes: Vec<ShapeNode>,
}

/// The keys that a schema allows in one map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    /// The names it describes.
    pub names: BTreeSet<String>,
    /// The same names in the order of the schema.
    pub order: Vec<String>,
    /// The names that it requires in some case.
    pub required: BTreeSet<String>,
    /// Whether the keys are names that the user chooses.
    pub chosen: bool,
    /// Whether it refuses all other names.
    pub closed: bool,
}

/// The description of one value over all branches of a schema, and the nodes of the values inside it.
#[derive(Debug, Default)]
struct ShapeNode {
    fields: Fields,
    inside: Descent<String>,
    /// The first of the schema's `examples`.
    example: Option<Value>,
}

impl Shape {
    /// Computes the shape of a JSON Schema.
    ///
    /// # Errors
    /// The text is not valid JSON.
    pub(crate) fn parse(schema: &str) -> Result<Self, serde_json::Error> {
        let schema = serde_json::from_str(schema)?;
        let mut draft = Draft { root: &schema, nodes: Vec::new(), known: BTreeMap::new(), waiting: Vec::new() };
        draft.node(vec![&schema]);
        while let Some((node, schemas)) = draft.waiting.pop() {
            draft.fill(node, &schemas);
        }
        Ok(Self { nodes: draft.nodes })
    }

    /// Returns the root, to start walking through a body.
    pub(crate) fn root(&self) -> Position<'_> {
        Position { shape: self, node: 0 }
    }

    /// Returns all names of fields, wherever they are.
    pub(crate) fn names(&self) -> BTreeSet<&str> {
        self.nodes.iter().flat_map(|node| &node.fields.names).map(String::as_str).collect()
    }

    /// Returns whether the schema describes the field at `path` by name, or lets the user choose its name.
    pub(crate) fn knows(&self, path: &Path) -> bool {
        let Some((Segment::Key(key), parent)) = path.0.split_last() else { return true };
        self.at(parent).knows(key)
    }

    /// Returns the position of a path.
    pub(crate) fn at(&self, path: &[Segment]) -> Position<'_> {
        path.iter().fold(self.root(), Position::step)
    }
}

/// The current position of a walk through a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Position<'s> {
    shape: &'s Shape,
    node: usize,
}

impl<'s> Position<'s> {
    /// Returns the position after one step inwards.
    #[must_use]
    pub(crate) fn step(self, segment: &Segment) -> Self {
        Self { node: self.node().inside.step(segment), ..self }
    }

    /// Returns the position of the value of a key.
    #[must_use]
    pub(crate) fn key(self, key: &str) -> Self {
        Self { node: self.node().inside.key(key), ..self }
    }

    /// Returns the position of the elements of a list.
    #[must_use]
    pub(crate) fn element(self) -> Self {
        Self { node: self.node().inside.element, ..self }
    }

    /// Returns the keys that the map at this position may have, or `None` if the schema does not describe it.
    pub(crate) fn fields(self) -> Option<&'s Fields> {
        let fields = &self.node().fields;
        (fields.chosen || !fields.names.is_empty()).then_some(fields)
    }

    /// Returns whether the map at this position may have a field of that name.
    pub(crate) fn knows(self, key: &str) -> bool {
        let fields = &self.node().fields;
        fields.chosen || fields.names.contains(key)
    }

    /// Returns an example of the value at this position, if the schema has one.
    pub(crate) fn example(self) -> Option<&'s Value> {
        self.node().example.as_ref()
    }

    fn node(self) -> &'s ShapeNode {
        &self.shape.nodes[self.node]
    }
}

/// A shape that is being computed.
struct Draft<'v> {
    root: &'v Value,
    nodes: Vec<ShapeNode>,
    /// The node for each set of schemas, by their addresses. This also ends the recursion of schemas that refer to
    /// themselves.
    known: BTreeMap<Vec<*const Value>, usize>,
    waiting: Vec<(usize, Vec<&'v Value>)>,
}

impl<'v> Draft<'v> {
    /// Returns the node for values that all of these schemas describe.
    fn node(&mut self, schemas: Vec<&'v Value>) -> usize {
        let schemas = self.branches(schemas);
        let mut addresses: Vec<*const Value> = schemas.iter().map(|schema| std::ptr::from_ref(*schema)).collect();
        addresses.sort_unstable();
        if let Some(node) = self.known.get(&addresses) {
            return *node;
        }
        let node = self.nodes.len();
        self.nodes.push(ShapeNode::default());
        self.known.insert(addresses, node);
        self.waiting.push((node, schemas));
        node
    }

    fn fill(&mut self, node: usize, schemas: &[&'v Value]) {
        let described = schemas.iter().filter_map(|schema| properties(schema)).flat_map(Map::keys);
        let mut names = BTreeSet::new();
        let order: Vec<String> = described.filter(|name| names.insert((*name).clone())).cloned().collect();
        let inside = |key| schemas.iter().flat_map(|schema| inside(schema, key)).collect();
        let named = names.iter().map(|name| (name.clone(), self.node(inside(Some(name))))).collect();
        let other = self.node(inside(None));
        let element = self.node(schemas.iter().filter_map(|schema| schema.get("items")).collect());
        let chosen = schemas.iter().any(|schema| properties(schema).is_none() && !others(schema).is_empty());
        let example = schemas.iter().find_map(|schema| schema.get("examples")?.get(0)).cloned();
        let required = schemas.iter().flat_map(|schema| required(schema)).map(str::to_owned).collect();
        let closed = schemas.iter().any(|schema| schema.get("additionalProperties") == Some(&Value::Bool(false)));
        let fields = Fields { names, order, required, chosen, closed };
        self.nodes[node] = ShapeNode { fields, inside: Descent { named, other, element }, example };
    }

    /// Returns these schemas and all schemas that they are composed of.
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

fn required(schema: &Value) -> impl Iterator<Item = &str> {
    schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// Returns the schemas for the value of that key, or of a key that is not named.
fn inside<'v>(schema: &'v Value, key: Option<&String>) -> Vec<&'v Value> {
    match key.and_then(|key| properties(schema)?.get(key)) {
        Some(named) => vec![named],
        None => others(schema),
    }
}

/// Returns the schemas for the values of keys that are not named.
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
