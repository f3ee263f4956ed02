//! The error that ended a command, for programs.

use serde_json::{Value, json};

use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::view::report::entries;
use crate::plan::mask::redact;

/// Returns the error as a part of a JSON document, without the secrets in the settings.
pub(crate) fn error_json(failure: &Failure, exit: Exit, settings: Option<&Settings>) -> Value {
    let secrets = settings.map(Settings::secrets).unwrap_or_default();
    let hints: Vec<String> = failure.hints.iter().map(|hint| redact(hint, &secrets)).collect();
    let mut error = json!({
        "kind": failure.kind.word(),
        "message": redact(&failure.message(), &secrets),
        "hints": hints,
        "exit_code": exit.code(),
    });
    if let Some(settings) = settings.filter(|_| !failure.findings.is_empty()) {
        error["findings"] = entries(&failure.findings, &settings.top(), false).collect();
    }
    error
}
