//! The payload that Port sent to a pipeline: where it is, and what is read of it.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::cli::env::{self, Settings};
use crate::cli::failure::Failure;
use crate::cli::view::escape::shown;

/// More than this is no payload and no message, in bytes: Port's own limit for a body.
const MOST: u64 = 1 << 20;

/// Where a payload is.
#[derive(clap::Args, Debug)]
#[group(required = true, multiple = false)]
pub struct PayloadArgs {
    /// The payload that Port sent, in a file; `-` reads it from the standard input
    #[arg(long, value_name = "FILE")]
    pub payload: Option<PathBuf>,
    /// The payload that Port sent, in a variable of the environment
    #[arg(long, value_name = "NAME")]
    pub payload_env: Option<String>,
}

impl PayloadArgs {
    /// The bytes of the payload, up to a limit.
    ///
    /// # Errors
    /// A payload that cannot be read.
    pub fn bytes(&self, settings: &Settings) -> Result<Vec<u8>, Failure> {
        match (&self.payload, &self.payload_env) {
            (Some(file), _) => bytes(file, settings),
            (None, Some(name)) => env::payload(name)
                .ok_or_else(|| Failure::could_not_run(format!("there is no `{}` in the environment", shown(name)))),
            (None, None) => Ok(Vec::new()),
        }
    }
}

/// The bytes of a file, or of the standard input for `-`.
fn bytes(file: &Path, settings: &Settings) -> Result<Vec<u8>, Failure> {
    let read = match file.as_os_str() == "-" {
        true => whole(std::io::stdin().lock()),
        false => File::open(settings.here.join(file)).and_then(whole),
    };
    read.map_err(|error| {
        Failure::could_not_run(format!("the payload in `{}` could not be read: {error}", file.display()))
    })
}

/// All that a source gives, where that is no more than Port itself would take.
pub fn whole(source: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MOST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        return Err(std::io::Error::other("it has more than 1 MiB"));
    }
    Ok(bytes)
}

/// The run that a payload is about: `port_context.runId`, where `port_context` is an object or JSON in a text.
///
/// Nothing else of the payload is looked at: what is wrong with it is to be reported to that very run.
///
/// # Errors
/// Why it does not tell.
pub fn run_id(payload: &[u8]) -> Result<String, Failure> {
    let parsed: Value = serde_json::from_slice(payload)
        .map_err(|error| Failure::could_not_run(format!("the payload is no JSON: {error}")))?;
    let context = match &parsed["port_context"] {
        Value::String(text) => serde_json::from_str(text)
            .map_err(|error| Failure::could_not_run(format!("`port_context` of the payload is no JSON: {error}")))?,
        context => context.clone(),
    };
    match context["runId"].as_str() {
        Some(run) => named(run),
        None => Err(Failure::could_not_run("the payload has no `port_context.runId`")),
    }
}

/// An identifier of a run, fit to be sent.
///
/// # Errors
/// That it is none.
pub fn named(run: &str) -> Result<String, Failure> {
    let run = run.trim();
    let fits = run.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c)) && run.len() <= 200;
    if run.is_empty() || !fits || run.starts_with('.') {
        return Err(Failure::could_not_run(format!("`{}` is not the identifier of a run", shown(run)))
            .help("Port names it in its payload, as `{{ .run.id }}`; such as `r_VDoA2kbP5wPo3wkg`"));
    }
    Ok(run.to_owned())
}

#[cfg(test)]
mod tests {
    use super::run_id;

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
    fn what_could_lead_elsewhere_is_no_run() {
        for run in ["..", ".", "a/b", "a?b", "a b", "a\u{0}"] {
            assert!(super::named(run).is_err(), "{run}");
        }
    }
}
