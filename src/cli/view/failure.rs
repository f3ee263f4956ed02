//! The error that ended a command, for programs.

use serde_json::{Value, json};

use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::view::report::entries;
use crate::disk::top::Top;
use crate::plan::mask::redact;

/// The error as a part of a JSON document; `secrets` are redacted. Findings are those of files
/// below `top`.
pub(crate) fn error_json(failure: &Failure, exit: Exit, secrets: &[String], top: Option<&Top>) -> Value {
    let hints: Vec<String> = failure.hints.iter().map(|hint| redact(hint, secrets)).collect();
    let mut error = json!({
        "kind": failure.kind.word(),
        "message": redact(&failure.message(), secrets),
        "hints": hints,
        "exit_code": exit.code(),
    });
    if let Some(top) = top.filter(|_| !failure.findings.is_empty()) {
        error["findings"] = entries(&failure.findings, top, false).collect();
    }
    error
}
