//! The shell that asks for completions.

use crate::cli::completion::VARIABLE;
use crate::cli::env::read::present;

/// The name of the shell whose script started this program to complete a command line.
pub(crate) fn completing_shell() -> Option<String> {
    present(VARIABLE)
}
