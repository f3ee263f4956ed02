//! The entity as a run wants it.

use serde_json::{Map, Value};

use crate::ground::path::Path;
use crate::kind::blueprint::KIND;

/// What an entity is to say, beside what it says already.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Its blueprint.
    pub blueprint: String,
    /// Its identifier.
    pub identifier: String,
    /// What is to be set, in the template's order.
    pub fields: Vec<WantedField>,
}

/// One value of an entity.
#[derive(Clone, Debug, PartialEq)]
pub struct WantedField {
    /// Where it stands in the entity: `properties.type`.
    pub path: Path,
    /// The value.
    pub value: Value,
    /// The names of the payload's values that it was made of; none where the template states it.
    pub from: Vec<String>,
}

impl Wanted {
    /// How people name it: `service/acme/checkout`.
    pub fn address(&self) -> String {
        format!("{}/{}", self.blueprint, self.identifier)
    }

    /// The entity with nothing but what is wanted.
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
