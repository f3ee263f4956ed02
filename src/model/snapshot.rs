//! A catalog snapshot: the blueprints of a portal or a model, and optionally its entities' identifiers, as a file.

use crate::ground::format_version::FormatVersion;
use crate::kind::blueprint::KIND;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The version of the format. Files of a later version are rejected.
const VERSION: FormatVersion = FormatVersion::FIRST;

/// A catalog snapshot.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    #[serde(rename = "format_version", alias = "version")]
    version: FormatVersion,
    /// Whether these are all blueprints: true for a portal, but not for a model.
    pub complete: bool,
    /// Bodies of blueprints, by identifier, without the fields that the portal sets.
    pub blueprints: BTreeMap<String, Value>,
    /// Blueprints with a partial body, because a model extends them and they are created elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partial: Vec<String>,
    /// The identifiers of all entities, by blueprint. The entities of other blueprints are not known.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub entities: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error("it has version {0}, but this release of portwright supports only version {VERSION}")]
    Version(FormatVersion),
    #[error("it is not a snapshot: {0}")]
    Other(String),
}

impl Snapshot {
    /// Creates an empty snapshot.
    pub fn new(complete: bool) -> Self {
        Self { version: VERSION, complete, ..Self::default() }
    }

    /// Adds a blueprint, without the fields that the portal sets.
    pub fn insert(&mut self, identifier: &str, body: &Value, is_complete: bool) {
        self.blueprints.insert(identifier.to_owned(), KIND.without_server_owned(body));
        if !is_complete {
            self.partial.push(identifier.to_owned());
        }
    }

    /// Parses the text of a snapshot file.
    pub fn parse(text: &str) -> Result<Self, SnapshotError> {
        let value: Value = serde_json::from_str(text).map_err(|error| SnapshotError::Other(error.to_string()))?;
        let version = value.get("format_version").or_else(|| value.get("version"));
        match version.and_then(|version| FormatVersion::deserialize(version).ok()) {
            Some(version) if VERSION.is_older_than(version) => return Err(SnapshotError::Version(version)),
            _ => {}
        }
        serde_json::from_value(value).map_err(|error| SnapshotError::Other(error.to_string()))
    }

    /// Returns the text of the snapshot's file, which depends only on its content.
    pub fn text(&self) -> String {
        // Maps with string keys and JSON values can always be serialized.
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
    fn a_newer_version_is_refused() {
        for version in [r#""format_version": "9.1""#, r#""version": 9"#] {
            let text = format!("{{ {version}, \"anything\": 1 }}");
            let refused = Snapshot::parse(&text).expect_err("a later version").to_string();
            assert!(refused.starts_with("it has version 9."), "{refused}");
        }
    }
}
