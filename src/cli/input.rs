//! Values of flags, and standard input.

use std::io::Read;

use crate::cli::failure::Failure;
use crate::disk::reading::read_input;
use crate::ground::closest::closest;
use crate::lint::RULES;

/// Parses the name of a rule.
pub(crate) fn rule(name: &str) -> Result<&'static str, String> {
    let names = || RULES.iter().map(|rule| rule.name);
    names().find(|known| *known == name).ok_or_else(|| match closest(name, names()) {
        Some(near) => format!("unknown rule; did you mean `{near}`?"),
        None => "unknown rule; `portwright explain --list` lists all rules".to_owned(),
    })
}

/// Standard input, or its first `limit` bytes.
pub(crate) fn stdin(limit: Option<u64>) -> Result<Vec<u8>, Failure> {
    read_input(std::io::stdin().lock().take(limit.unwrap_or(u64::MAX)))
        .map_err(|error| Failure::could_not_run(format!("standard input could not be read: {error}")))
}
