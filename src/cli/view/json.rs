//! JSON documents.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::cli::view::escape::escaped_json;
use crate::ground::format_version::FormatVersion;

/// Writes one document with these fields, after the versions of its format and of this program.
pub(crate) fn write_document(fields: Value, out: &mut dyn Write) -> io::Result<()> {
    write_json(&document(fields), out)
}

/// Adds the error that ended a command to the document that the command wrote, or to a new one if it wrote none.
pub(crate) fn write_failed(written: &[u8], error: Value, out: &mut dyn Write) -> io::Result<()> {
    let mut document = match serde_json::from_slice(written) {
        Ok(Value::Object(fields)) => Value::Object(fields),
        _ => document(json!({})),
    };
    document["error"] = error;
    write_json(&document, out)
}

fn document(fields: Value) -> Value {
    let mut document =
        json!({ "format_version": FormatVersion::FIRST, "portwright_version": env!("CARGO_PKG_VERSION") });
    if let (Value::Object(document), Value::Object(fields)) = (&mut document, fields) {
        document.extend(fields);
    }
    document
}

/// Writes an indented value. Characters that could control or deceive a terminal are written as escapes.
pub(crate) fn write_json(value: &Value, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", escaped_json(&serde_json::to_string_pretty(value)?))
}
