//! The payload that Port sent to a pipeline: reading it, and the run that it is about.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde_json::Value;

use crate::ground::escape::escaped;

/// Port's own limit for a body, in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// Why a payload, a message or a run's identifier cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PayloadError {
    /// The payload could not be read.
    #[error("the payload in `{name}` could not be read: {source}")]
    Unreadable {
        /// The file.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// There is no such variable.
    #[error("there is no `{0}` in the environment")]
    NoVariable(String),
    /// The standard input could not be read.
    #[error("the standard input could not be read: {0}")]
    Input(#[source] io::Error),
    /// The standard input is needed twice.
    #[error("the standard input cannot be both the payload and the message")]
    InputTwice,
    /// Its text, or that of the context in it, is not JSON.
    #[error("{what} is not JSON: {source}")]
    NotJson {
        /// Which text.
        what: &'static str,
        /// What is wrong and where.
        source: serde_json::Error,
    },
    /// It does not name a run.
    #[error("the payload has no `port_context.runId`")]
    NoRun,
    /// It is not the identifier of a run.
    #[error("`{0}` is not the identifier of a run")]
    NotARun(String),
}

/// Reads the payload in a file.
///
/// # Errors
/// [`PayloadError::Unreadable`], also for one with more bytes than Port would take.
pub(crate) fn read_file(path: &Path, name: &Path) -> Result<Vec<u8>, PayloadError> {
    unreadable(File::open(path).and_then(read_all), name)
}

/// Reads the payload from a stream such as the standard input.
///
/// # Errors
/// [`PayloadError::Unreadable`], also for one with more bytes than Port would take.
pub(crate) fn read_stream(source: impl Read, name: &Path) -> Result<Vec<u8>, PayloadError> {
    unreadable(read_all(source), name)
}

fn unreadable(read: io::Result<Vec<u8>>, name: &Path) -> Result<Vec<u8>, PayloadError> {
    read.map_err(|source| PayloadError::Unreadable { name: name.display().to_string(), source })
}

/// Reads a message from the standard input.
///
/// # Errors
/// [`PayloadError::Input`], also for one that is too long or not UTF-8.
pub(crate) fn read_message(source: impl Read) -> Result<String, PayloadError> {
    let bytes = read_all(source).map_err(PayloadError::Input)?;
    String::from_utf8(bytes).map_err(|_| PayloadError::Input(io::Error::other("it is not UTF-8")))
}

fn read_all(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::Error::other("it has more than 1 MiB"));
    }
    Ok(bytes)
}

/// The run that a payload is about: `port_context.runId`, where `port_context` is an object or JSON in a text.
///
/// Nothing else of the payload is checked: what is wrong with it is to be reported to that very run.
///
/// # Errors
/// Why no run can be found in it.
pub(crate) fn run_id(payload: &[u8]) -> Result<String, PayloadError> {
    let json = |what| move |source| PayloadError::NotJson { what, source };
    let parsed: Value = serde_json::from_slice(payload).map_err(json("the payload"))?;
    let context = match &parsed["port_context"] {
        Value::String(text) => serde_json::from_str(text).map_err(json("`port_context` of the payload"))?,
        context => context.clone(),
    };
    checked_run_id(context["runId"].as_str().ok_or(PayloadError::NoRun)?)
}

/// An identifier of a run, fit to be part of a request's path.
///
/// # Errors
/// [`PayloadError::NotARun`].
pub(crate) fn checked_run_id(run: &str) -> Result<String, PayloadError> {
    let run = run.trim();
    let fits = run.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c)) && run.len() <= 200;
    if run.is_empty() || !fits || run.starts_with('.') {
        return Err(PayloadError::NotARun(escaped(run).into_owned()));
    }
    Ok(run.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{checked_run_id, run_id};

    #[test]
    fn the_context_may_be_json_in_a_text() {
        for payload in [r#"{"port_context": {"runId": "r_1"}}"#, r#"{"port_context": "{\"runId\": \"r_1\"}"}"#] {
            assert_eq!(run_id(payload.as_bytes()).ok().as_deref(), Some("r_1"));
        }
        for payload in ["", "[]", "{}", r#"{"port_context": {"runId": ""}}"#, r#"{"port_context": "{"}"#] {
            assert!(run_id(payload.as_bytes()).is_err(), "{payload}");
        }
    }

    #[test]
    fn a_path_is_not_the_identifier_of_a_run() {
        for run in ["..", ".", "a/b", "a?b", "a b", "a\u{0}"] {
            assert!(checked_run_id(run).is_err(), "{run}");
        }
    }
}
