//! The JSON Schema of `port.yml` for what is known.

use serde_json::Value;

use crate::kind::Key;
use crate::model::{Model, Snapshot, port_schema};
use crate::ops::known::bodies;

/// The schema for the blueprints of a snapshot and a model together.
pub fn schema(snapshot: Option<&Snapshot>, model: Option<&Model>, external: &[Key]) -> Value {
    let none = Model::default();
    let (bodies, complete) = bodies(snapshot, model.unwrap_or(&none), external);
    port_schema(&bodies, complete)
}
