//! JSON documents.

use std::io::{self, Write};

use serde_json::Value;

use crate::cli::view::escape::escaped_json;

/// Writes an indented document. Characters that could control or deceive a terminal are written as escapes.
pub(crate) fn write_json(document: &Value, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", escaped_json(&serde_json::to_string_pretty(document)?))
}
