//! Reading a catalog snapshot.

use crate::disk::reading::read_input;
use crate::model::Snapshot;
use std::fs::File;
use std::path::Path;

/// Reads a snapshot from a file, which messages call `name`.
pub(crate) fn read_snapshot(path: &Path, name: &str) -> Result<Snapshot, String> {
    let unreadable = |error: &dyn std::fmt::Display| format!("`{name}` could not be read: {error}");
    let bytes = File::open(path).and_then(read_input).map_err(|error| unreadable(&error))?;
    let text = String::from_utf8(bytes).map_err(|_| unreadable(&"it is not UTF-8"))?;
    Snapshot::parse(&text).map_err(|error| format!("`{name}` cannot be used: {error}"))
}
