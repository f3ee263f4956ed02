//! One property: what its values may be.

use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::model::catalog::quick::QuickCheck;
use crate::yaml::schema::{Schema, Violation};
use crate::yaml::tree::Node;

/// A property of a blueprint.
#[derive(Debug)]
pub struct Property {
    /// Its type as Port names it; none where the blueprint does not say.
    pub sort: Option<String>,
    /// Its format.
    pub format: Option<String>,
    /// Its specification: `open-api`, `embedded-url`, ...
    pub spec: Option<String>,
    /// Its only values, where those are texts.
    pub options: Vec<String>,
    quick: QuickCheck,
    body: Value,
    schema: OnceLock<Option<Schema>>,
}

impl Property {
    /// A property's body, compiled.
    pub fn compile(body: &Value) -> Self {
        let text = |field: &str| body.get(field).and_then(Value::as_str).map(str::to_owned);
        let options = body.get("enum").and_then(Value::as_array).into_iter().flatten();
        Self {
            sort: text("type"),
            format: text("format"),
            spec: text("spec"),
            options: options.filter_map(Value::as_str).map(str::to_owned).collect(),
            quick: QuickCheck::from_body(body),
            body: body.clone(),
            schema: OnceLock::new(),
        }
    }

    /// Whether it holds a list.
    pub fn is_list(&self) -> bool {
        self.sort.as_deref() == Some("array")
    }

    /// Whether it holds a text that may be long and may hold anything.
    pub fn is_prose(&self) -> bool {
        matches!(self.format.as_deref(), Some("markdown" | "yaml" | "proto"))
            || self.spec.as_deref().is_some_and(|spec| spec != "embedded-url")
    }

    /// What is wrong with a value, each mistake at its own place.
    pub fn violations(&self, value: Node<'_>) -> Vec<Violation> {
        if self.quick.surely_fits(value) {
            return Vec::new();
        }
        // Compiling takes longer than reading a file, and most properties never see a value that needs it.
        let schema = self.schema.get_or_init(|| Schema::from_value(&schema_of(&self.body)).ok());
        schema.as_ref().map_or_else(Vec::new, |schema| schema.check(value))
    }
}

/// The JSON Schema that a property's body is, with what Port adds by name alone.
fn schema_of(body: &Value) -> Value {
    let mut schema = body.clone();
    let Some(map) = schema.as_object_mut() else { return schema };
    // Port's own keywords, of which JSON Schema knows other meanings or none.
    map.retain(|keyword, _| !matches!(keyword.as_str(), "required" | "default" | "icon" | "specAuthentication"));
    if map.get("format").and_then(Value::as_str) == Some("labeled-url")
        && map.get("type").and_then(Value::as_str) == Some("object")
    {
        map.insert("required".to_owned(), json!(["url"]));
        let fields = json!({ "url": { "type": "string", "format": "url" }, "displayText": { "type": "string" } });
        map.insert("properties".to_owned(), fields);
    }
    if let Some(items) = map.get("items") {
        let items = schema_of(items);
        map.insert("items".to_owned(), items);
    }
    schema
}
