//! The question before an apply.

use std::io::{self, BufRead, Write};

use crate::cli::exit::FailureKind;
use crate::cli::failure::Failure;
use crate::cli::terminal::{can_ask, stderr};
use crate::cli::view::escape::escaped;

/// Asks for approval; any answer but `yes` is an error.
pub(crate) fn ask(destination: &str) -> Result<(), Failure> {
    if !can_ask() {
        return Err(Failure::new(FailureKind::Unapproved, "nothing was applied: approval needs a terminal")
            .help("add --auto-approve to apply without being asked"));
    }
    let mut err = stderr();
    write!(err, "\nApply these changes to {}? Only `yes` will be accepted: ", escaped(destination))?;
    err.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    match answer.trim() {
        "yes" => Ok(()),
        _ => Err(Failure::new(FailureKind::Unapproved, "nothing was applied: the answer was not `yes`")),
    }
}
