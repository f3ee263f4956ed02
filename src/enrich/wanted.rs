//! The entity that a run is to write.

use crate::ground::path::Path;
use crate::kind::blueprint::KIND;
use serde_json::{Map, Value};

/// The values to set in an entity, besides those that it already has.
#[derive(Clone, Debug, PartialEq)]
pub struct WantedEntity {
    pub blueprint: String,
    pub identifier: String,
    /// The values to set, in the template's order.
    pub fields: Vec<WantedField>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct WantedField {
    /// Its path in the entity: `properties.type`.
    pub path: Path,
    pub value: Value,
    /// The names of the payload's values that it comes from. Empty if the template states it.
    pub from: Vec<String>,
}

impl WantedEntity {
    /// Returns its address: `service/acme/checkout`.
    pub fn address(&self) -> String {
        format!("{}/{}", self.blueprint, self.identifier)
    }

    /// Returns the body of an entity with the wanted values only.
    pub fn body(&self) -> Value {
        let mut body = Map::new();
        body.insert("identifier".to_owned(), Value::from(self.identifier.as_str()));
        body.insert(KIND.name.to_owned(), Value::from(self.blueprint.as_str()));
        let mut body = Value::Object(body);
        for field in &self.fields {
            field.path.put(&mut body, field.value.clone());
        }
        body
    }
}
