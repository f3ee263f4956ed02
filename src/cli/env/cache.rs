//! The user's cache folder.

use std::path::PathBuf;

use crate::cli::env::read::present;

/// The user's cache folder for portwright, if there is one.
pub(crate) fn cache_folder() -> Option<PathBuf> {
    // A relative path would depend on the current folder.
    let absolute = |name: &str| present(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let own = || match std::env::consts::OS {
        "macos" => Some(absolute("HOME")?.join("Library/Caches")),
        "windows" => absolute("LOCALAPPDATA"),
        _ => Some(absolute("HOME")?.join(".cache")),
    };
    absolute("XDG_CACHE_HOME").or_else(own).map(|folder| folder.join("portwright"))
}
