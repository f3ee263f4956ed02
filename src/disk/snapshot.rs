//! Reading a catalog snapshot.

use std::path::Path;

use crate::model::Snapshot;

/// The snapshot in a file.
///
/// # Errors
/// A sentence that names the file.
pub fn read_snapshot(path: &Path, shown: &str) -> Result<Snapshot, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("`{shown}` could not be read: {error}"))?;
    Snapshot::parse(&text).map_err(|error| format!("`{shown}` cannot be used: {error}"))
}
