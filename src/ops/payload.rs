//! The payload that Port sent to a pipeline: reading it, and the run that it is about.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde_json::Value;

use crate::ground::escape::escaped;

/// Port's own limit for a body, in bytes. A larger payload is cut off here instead of rejected, so that at least its run
/// can be found.
const MAX_BYTES: u64 = 1 << 20;

#[derive(Debug, thiserror::Error)]
pub(crate) enum PayloadError {
    #[error("the payload in `{name}` could not be read: {source}")]
    Unreadable { name: String, source: io::Error },
    #[error("environment variable `{0}` is not set")]
    NoVariable(String),
    #[error("standard input could not be read: {0}")]
    Input(#[source] io::Error),
    #[error("standard input cannot be both the payload and the message")]
    InputTwice,
    #[error("{what} is not JSON: {source}")]
    NotJson { what: &'static str, source: serde_json::Error },
    #[error("the payload has no `port_context.runId`")]
    NoRun,
    #[error("`{0}` is not a run identifier")]
    NotARun(String),
}

pub(crate) fn read_file(path: &Path, name: &Path) -> Result<Vec<u8>, PayloadError> {
    unreadable(File::open(path).and_then(read_start), name)
}

pub(crate) fn read_stream(source: impl Read, name: &Path) -> Result<Vec<u8>, PayloadError> {
    unreadable(read_start(source), name)
}

fn unreadable(read: io::Result<Vec<u8>>, name: &Path) -> Result<Vec<u8>, PayloadError> {
    read.map_err(|source| PayloadError::Unreadable { name: name.display().to_string(), source })
}

pub(crate) fn read_message(source: impl Read) -> Result<String, PayloadError> {
    let bytes = read_all(source).map_err(PayloadError::Input)?;
    String::from_utf8(bytes).map_err(|_| PayloadError::Input(io::Error::other("it is not UTF-8")))
}

fn read_all(source: impl Read) -> io::Result<Vec<u8>> {
    let bytes = read_start(source)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::Error::other("it is larger than 1 MiB"));
    }
    Ok(bytes)
}

/// Reads up to one byte over the limit.
fn read_start(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The run that a payload is about: `port_context.runId`, where `port_context` is an object or a string of JSON.
/// Nothing else of the payload is checked, since its faults are reported to that run. Not even JSON is needed, if the text
/// has one `runId`.
pub(crate) fn run_id(payload: &[u8]) -> Result<String, PayloadError> {
    match run_of_json(payload) {
        Err(error @ PayloadError::NotJson { .. }) => match only_run(&String::from_utf8_lossy(payload)) {
            Some(run) => checked_run_id(run),
            None => Err(error),
        },
        run => run,
    }
}

fn run_of_json(payload: &[u8]) -> Result<String, PayloadError> {
    let json = |what| move |source| PayloadError::NotJson { what, source };
    let parsed: Value = serde_json::from_slice(payload).map_err(json("the payload"))?;
    let context = match &parsed["port_context"] {
        Value::String(text) => serde_json::from_str(text).map_err(json("`port_context` of the payload"))?,
        context => context.clone(),
    };
    checked_run_id(context["runId"].as_str().ok_or(PayloadError::NoRun)?)
}

/// The value of `"runId"` in a text that is not JSON, also if the quotes are escaped. None if there are several different ones: a
/// value of the form may look like one.
fn only_run(text: &str) -> Option<&str> {
    let mut runs = text.split("\"runId").skip(1).filter_map(|rest| {
        let rest = rest.trim_start_matches('\\').strip_prefix('"')?.trim_start().strip_prefix(':')?.trim_start();
        let rest = rest.trim_start_matches('\\').strip_prefix('"')?;
        let (run, _) = rest.split_once(['"', '\\'])?;
        Some(run)
    });
    let first = runs.next()?;
    runs.all(|run| run == first).then_some(first)
}

/// A run's identifier, safe as a part of a request's path.
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
        for payload in [
            // Cut off, not UTF-8 or with a stray comma; the first two are what is left of a large one.
            &br#"{"type": "x", "port_context": {"entity": "a", "runId": "r_1"}, "lifecycle": "xxx"#[..],
            br#"{"port_context": "{\"entity\": \"a\", \"runId\": \"r_1\"}", "type": "xxx"#,
            b"{\"port_context\": {\"runId\" : \"r_1\"}, \"type\": \"\xff\"}",
            br#"{"port_context": {"runId": "r_1",},}"#,
            b"\xef\xbb\xbf{\"port_context\": {\"runId\": \"r_1\"}}",
        ] {
            let shown = String::from_utf8_lossy(payload);
            assert_eq!(run_id(payload).ok().as_deref(), Some("r_1"), "{shown}");
        }
        for payload in [
            // It is not known which of the two is meant, where the first ends, or whether it is a run.
            r#"{"port_context": {"runId": "r_1"}, "type": "\"runId\":\"r_2\"",}"#,
            r#"{"port_context": {"runId": "r_"#,
            r#"{"port_context": {"runId": "../r",}}"#,
            r#"{"port_context": {"runId": 1,}}"#,
        ] {
            assert!(run_id(payload.as_bytes()).is_err(), "{payload}");
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
