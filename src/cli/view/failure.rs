//! The error that ended a command, for programs.

use serde_json::{Value, json};

use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::view::report::entries;
use crate::plan::mask::redact;

/// The error as a part of a JSON document; `secrets` are redacted.
pub(crate) fn error_json(failure: &Failure, exit: Exit, secrets: &[String]) -> Value {
    let hints: Vec<String> = failure.hints.iter().map(|hint| redact(hint, secrets)).collect();
    let mut error = json!({
        "kind": failure.kind.word(),
        "message": redact(&failure.message(), secrets),
        "hints": hints,
        "exit_code": exit.code(),
    });
    if !failure.findings.is_empty() {
        error["findings"] = Value::Array(entries(&failure.findings, false));
    }
    error
}
