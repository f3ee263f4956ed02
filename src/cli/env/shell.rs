//! The shell that asks for completions.

use crate::cli::completion::{Asking, VARIABLE};
use crate::cli::env::read::present;

/// What the script of a shell asks, if it started this program to complete a command line.
pub(crate) fn completing_shell() -> Option<Asking> {
    let shell = present(VARIABLE)?;
    let index = present("_CLAP_COMPLETE_INDEX").and_then(|number| number.parse().ok()).unwrap_or_default();
    Some(Asking { shell, index, separator: present("_CLAP_IFS").unwrap_or_else(|| "\n".to_owned()) })
}
