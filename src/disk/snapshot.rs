//! Reading a catalog snapshot.

use crate::model::Snapshot;
use std::path::Path;

/// Reads a snapshot from a file, which messages call `name`.
pub(crate) fn read_snapshot(path: &Path, name: &str) -> Result<Snapshot, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("`{name}` could not be read: {error}"))?;
    Snapshot::parse(&text).map_err(|error| format!("`{name}` cannot be used: {error}"))
}
