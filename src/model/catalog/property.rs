//! A compiled property, which checks values.

use crate::model::catalog::quick::QuickCheck;
use crate::yaml::schema::{Schema, Violation};
use crate::yaml::tree::Node;
use serde_json::{Value, json};
use std::sync::OnceLock;

#[derive(Debug)]
pub struct Property {
    /// Its type, as Port names it, if the blueprint states one.
    pub type_name: Option<String>,
    pub format: Option<String>,
    /// Its specification: `open-api`, `embedded-url`, ...
    pub spec: Option<String>,
    /// The strings among its `enum`.
    pub options: Vec<String>,
    quick: QuickCheck,
    body: Value,
    schema: OnceLock<Option<Schema>>,
}

impl Property {
    pub fn compile(body: &Value) -> Self {
        let text = |field: &str| body.get(field).and_then(Value::as_str).map(str::to_owned);
        let options = body.get("enum").and_then(Value::as_array).into_iter().flatten();
        Self {
            type_name: text("type"),
            format: text("format"),
            spec: text("spec"),
            options: options.filter_map(Value::as_str).map(str::to_owned).collect(),
            quick: QuickCheck::from_body(body),
            body: body.clone(),
            schema: OnceLock::new(),
        }
    }

    pub fn is_list(&self) -> bool {
        self.type_name.as_deref() == Some("array")
    }

    /// Returns whether its values, or the elements of its lists, are URLs.
    pub fn is_url(&self) -> bool {
        let format = self.body.get("items").and_then(|items| items.get("format"));
        self.format.as_deref().or(format.and_then(Value::as_str)) == Some("url")
    }

    /// Returns whether its values are free text, which may be long.
    pub fn is_prose(&self) -> bool {
        matches!(self.format.as_deref(), Some("markdown" | "yaml" | "proto"))
            || self.spec.as_deref().is_some_and(|spec| spec != "embedded-url")
    }

    /// Returns the violations of a value, each with its location.
    pub fn violations(&self, value: Node<'_>) -> Vec<Violation> {
        if self.quick.accepts(value) {
            return Vec::new();
        }
        // Compiling takes longer than reading a file, and the quick check accepts most values.
        let schema = self.schema.get_or_init(|| Schema::from_value(&schema_of(&self.body)).ok());
        schema.as_ref().map_or_else(Vec::new, |schema| schema.check(value))
    }
}

/// Converts a property's body to a JSON Schema, including the fields that a format implies.
fn schema_of(body: &Value) -> Value {
    let mut schema = body.clone();
    let Some(map) = schema.as_object_mut() else { return schema };
    // Port's own keywords, which have another meaning in JSON Schema or none.
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
