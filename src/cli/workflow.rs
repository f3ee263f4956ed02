//! Output streams: without credentials, and under GitHub Actions, where a line of text can command the runner, without commands.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::{Arc, LazyLock};

use crate::cli::env::in_github_actions;
use crate::net::Redactor;

/// The credentials that this run has sent.
static SENT: LazyLock<Arc<Redactor>> = LazyLock::new(Arc::default);

/// Learns the credentials that must not be printed.
pub(crate) fn output_redactor() -> Arc<Redactor> {
    Arc::clone(&SENT)
}

/// A stream that redacts credentials and escapes workflow commands: text from a file or a portal must not start one. Our own
/// commands bypass it.
///
/// A line is held back until it is complete or the stream is flushed.
pub(crate) struct Guarded<W: Write> {
    inner: W,
    redactor: Arc<Redactor>,
    escapes: bool,
    line: Vec<u8>,
}

impl<W: Write> Guarded<W> {
    /// A stream in front of another one.
    pub(crate) fn new(inner: W) -> Self {
        Self { inner, redactor: output_redactor(), escapes: in_github_actions(), line: Vec::new() }
    }

    fn write_held(&mut self, length: usize) -> io::Result<()> {
        let held: Vec<u8> = self.line.drain(..length).collect();
        let text = String::from_utf8_lossy(&held);
        let text = self.redactor.recognized(&text).map_or(text, Cow::Owned);
        if !self.escapes {
            return self.inner.write_all(text.as_bytes());
        }
        self.inner.write_all(escaped_end(&escaped_commands(&text)).as_bytes())
    }
}

impl<W: Write> Write for Guarded<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.escapes && self.redactor.is_empty() {
            return self.inner.write(bytes);
        }
        self.line.extend_from_slice(bytes);
        if let Some(end) = self.line.iter().rposition(|byte| *byte == b'\n') {
            self.write_held(end + 1)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.write_held(self.line.len())?;
        self.inner.flush()
    }
}

impl<W: Write> Drop for Guarded<W> {
    fn drop(&mut self) {
        // A stream that fails here has already failed for its writer.
        let _ = self.write_held(self.line.len());
    }
}

/// Escapes the two forms of a command: `::` at the start of a line, which white space may precede, and `##[` anywhere.
/// Such text can only be part of a string in JSON, where the escape means the same.
fn escaped_commands(text: &str) -> String {
    let lines = text.split_inclusive(['\n', '\r']).map(|line| {
        let rest = line.trim_start();
        match rest.strip_prefix("::") {
            Some(after) => format!("{}\\u003a:{after}", &line[..line.len() - rest.len()]),
            None => line.to_owned(),
        }
    });
    lines.collect::<String>().replace("##[", "\\u0023#[")
}

/// Escapes the end of an unfinished line that may be half of a command, whose other half is written later.
fn escaped_end(text: &str) -> String {
    let line = text.rsplit(['\n', '\r']).next().unwrap_or_default();
    let escape = match line.trim_start() {
        ":" => "\\u003a",
        line if line.ends_with('#') => "\\u0023",
        _ => return text.to_owned(),
    };
    format!("{}{escape}", &text[..text.len() - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(is_active: bool, parts: &[&str]) -> String {
        let mut out = Vec::new();
        let mut guarded = Guarded { inner: &mut out, redactor: Arc::default(), escapes: is_active, line: Vec::new() };
        parts.iter().for_each(|part| guarded.write_all(part.as_bytes()).expect("writing to a vector never fails"));
        drop(guarded);
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn a_credential_is_redacted_from_parts_of_a_line() {
        let mut out = Vec::new();
        let redactor = Arc::new(Redactor::default());
        let mut guarded =
            Guarded { inner: &mut out, redactor: Arc::clone(&redactor), escapes: false, line: Vec::new() };
        guarded.write_all(b"canary-secret\n").expect("writing to a vector never fails");
        redactor.learn(&"canary-secret".into());
        redactor.learn(&"short".into());
        for part in ["a canary-", "secret b, short\nc"] {
            guarded.write_all(part.as_bytes()).expect("writing to a vector never fails");
        }
        drop(guarded);
        assert_eq!(String::from_utf8(out).expect("text"), "canary-secret\na [REDACTED] b, short\nc");
    }

    #[test]
    fn two_halves_of_a_command_are_none() {
        for (parts, expected) in [
            (["a\n :", ":error::x\n"], "a\n \\u003a:error::x\n"),
            (["a ##", "[error]x\n"], "a #\\u0023[error]x\n"),
            (["a #", "#[error]x\n"], "a \\u0023#[error]x\n"),
            (["a:", " b\n"], "a: b\n"),
        ] {
            let mut out = Vec::new();
            let mut guarded = Guarded { inner: &mut out, redactor: Arc::default(), escapes: true, line: Vec::new() };
            for part in parts {
                guarded
                    .write_all(part.as_bytes())
                    .and_then(|()| guarded.flush())
                    .expect("writing to a vector never fails");
            }
            drop(guarded);
            assert_eq!(String::from_utf8(out).expect("text"), expected);
        }
    }

    #[test]
    fn no_text_starts_a_command() {
        for (parts, expected) in [
            (["a ", "::error::x\n"], "a ::error::x\n"),
            (["  :", ":error::x\n"], "  \\u003a:error::x\n"),
            (["a\r\u{a0}::add", "-mask::x"], "a\r\u{a0}\\u003a:add-mask::x"),
            (["a #", "#[error]x\n"], "a \\u0023#[error]x\n"),
            (["a\n\n", "é::b\n"], "a\n\né::b\n"),
        ] {
            assert_eq!(written(true, &parts), expected);
            assert_eq!(written(false, &parts), parts.concat());
        }
    }
}
