//! JSON documents.

use std::io::{self, BufWriter, Write};

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::cli::view::escape::escaped_json;
use crate::ground::format_version::FormatVersion;

/// Writes one document with these fields, after the versions of its format and of this program.
pub(crate) fn write_document(fields: impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    write_json(&Document::of(fields), out)
}

/// Adds the error that ended a command to the document that the command wrote, or to a new one if it wrote none.
pub(crate) fn write_failed(written: &[u8], error: Value, out: &mut dyn Write) -> io::Result<()> {
    match serde_json::from_slice(written) {
        Ok(Value::Object(mut fields)) => {
            fields.insert("error".to_owned(), error);
            write_json(&fields, out)
        }
        _ => write_document(json!({ "error": error }), out),
    }
}

#[derive(Serialize)]
struct Document<F: Serialize> {
    format_version: FormatVersion,
    portwright_version: &'static str,
    #[serde(flatten)]
    fields: F,
}

impl<F: Serialize> Document<F> {
    fn of(fields: F) -> Self {
        Self { format_version: FormatVersion::FIRST, portwright_version: env!("CARGO_PKG_VERSION"), fields }
    }
}

/// Writes an indented document. Characters that could control or deceive a terminal are written as escapes.
pub(crate) fn write_json(document: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut out = Escaping(BufWriter::new(out));
    serde_json::to_writer_pretty(&mut out, document)?;
    writeln!(out)?;
    out.flush()
}

/// A list whose members are made one at a time while they are written, so that a long one takes little memory.
pub(crate) struct LazyList<F>(pub F);

impl<F, I> Serialize for LazyList<F>
where
    F: Fn() -> I,
    I: IntoIterator<Item: Serialize>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// A stream that escapes the text of a document. The serializer never splits a character between two writes.
struct Escaping<W>(W);

impl<W: Write> Write for Escaping<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
        self.0.write_all(escaped_json(text).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_written_member_by_member_and_escaped() {
        let mut out = Vec::new();
        write_json(&LazyList(|| ["é\u{1b}", "\u{202e}日\n"]), &mut out).expect("writing to a vector never fails");
        let expected = "[\n  \"é\\u001b\",\n  \"\\u202e日\\n\"\n]\n";
        assert_eq!(String::from_utf8(out).expect("UTF-8"), expected);
    }
}
