//! The environment variables that no child process inherits, because a program such as git has no use for their values, and its
//! own helpers and transports could show them.

use std::ffi::OsString;
use std::sync::OnceLock;

static WITHHELD: OnceLock<Vec<OsString>> = OnceLock::new();

/// Sets the names, once, before any child process starts.
pub(crate) fn withhold(names: Vec<OsString>) {
    // A second call is by a test that runs in the same process.
    let _ = WITHHELD.set(names);
}

/// The names of the variables to remove from the environment of a child process.
pub(crate) fn withheld() -> &'static [OsString] {
    WITHHELD.get().map_or(&[], Vec::as_slice)
}
