//! A catalog snapshot: the blueprints of a portal or a model, and optionally its entities' identifiers, as a file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::kind::blueprint::KIND;

/// Changes when a field means something else; files of a later version are refused.
const VERSION: u32 = 1;

/// What a snapshot holds.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    version: u32,
    /// Whether these are all blueprints there are: true of a portal, not of a model.
    pub complete: bool,
    /// Bodies of blueprints, by identifier, without what the portal sets itself.
    pub blueprints: BTreeMap<String, Value>,
    /// Blueprints of which only a part is known: a model adds to them, and somebody else made them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partial: Vec<String>,
    /// The identifiers of all entities, by blueprint; a blueprint that is not listed may have any.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub entities: BTreeMap<String, Vec<String>>,
}

/// Why a text is no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// It was written by a later portwright.
    #[error("it is of version {0}, and this portwright reads version {VERSION}")]
    Version(u64),
    /// It is something else.
    #[error("it is no catalog snapshot: {0}")]
    Other(String),
}

impl Snapshot {
    /// A snapshot without anything in it.
    pub fn new(complete: bool) -> Self {
        Self { version: VERSION, complete, ..Self::default() }
    }

    /// Adds a blueprint; what a portal sets itself is left out.
    pub fn insert(&mut self, identifier: &str, body: &Value, whole: bool) {
        self.blueprints.insert(identifier.to_owned(), KIND.without_server_owned(body));
        if !whole {
            self.partial.push(identifier.to_owned());
        }
    }

    /// The snapshot that a file's text is.
    ///
    /// # Errors
    /// See [`SnapshotError`].
    pub fn parse(text: &str) -> Result<Self, SnapshotError> {
        let value: Value = serde_json::from_str(text).map_err(|error| SnapshotError::Other(error.to_string()))?;
        match value.get("version").and_then(Value::as_u64) {
            Some(version) if version > u64::from(VERSION) => return Err(SnapshotError::Version(version)),
            _ => {}
        }
        serde_json::from_value(value).map_err(|error| SnapshotError::Other(error.to_string()))
    }

    /// The text of its file: the same snapshot always gives the same.
    pub fn text(&self) -> String {
        // Maps with text keys and JSON values can always be written.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_snapshot_reads_as_it_was_written_without_what_the_portal_sets() {
        let mut snapshot = Snapshot::new(true);
        snapshot.insert("service", &json!({ "identifier": "service", "updatedAt": "x", "createdBy": "y" }), true);
        snapshot.entities.insert("service".to_owned(), vec!["a".to_owned()]);
        assert_eq!(snapshot.blueprints["service"], json!({ "identifier": "service" }));
        assert_eq!(Snapshot::parse(&snapshot.text()).expect("its own text"), snapshot);
    }

    #[test]
    fn a_later_version_is_refused_by_its_number() {
        let refused = Snapshot::parse(r#"{ "version": 9, "anything": 1 }"#).expect_err("a later version");
        assert!(matches!(refused, SnapshotError::Version(9)));
    }
}
