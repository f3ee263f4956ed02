//! Reading a catalog snapshot's file.

use crate::disk::reading::read_input;
use std::fs::File;
use std::path::Path;

/// Reads the text of a file, which messages call `name`.
pub(crate) fn read_text(path: &Path, name: &str) -> Result<String, String> {
    let unreadable = |error: &dyn std::fmt::Display| format!("`{name}` could not be read: {error}");
    let bytes = File::open(path).and_then(read_input).map_err(|error| unreadable(&error))?;
    String::from_utf8(bytes).map_err(|_| unreadable(&"it is not UTF-8"))
}
