//! The text of an entity's template, from where it is said to be.

use std::path::Path;
use std::sync::Arc;

use crate::cli::env::Settings;
use crate::cli::failure::Failure;
use crate::disk::reading::read_source;
use crate::ground::finding::Finding;
use crate::ground::source::SourceFile;

/// Reads a template, as far as it is a text; what else it is, it says itself.
///
/// # Errors
/// A file that could not be read.
pub fn read(path: &Path, settings: &Settings) -> Result<Result<Arc<SourceFile>, Box<Finding>>, Failure> {
    let name = settings.shown(path);
    read_source(path, &name).map_err(|error| {
        Failure::could_not_run(format!("the template `{name}` could not be read: {error}"))
            .help("name it with --template, or as `[enrich] template` in portwright.toml")
    })
}
