//! The text of an entity's template, from where it is said to be.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use crate::cli::env::Settings;
use crate::cli::failure::Failure;
use crate::ground::finding::Finding;
use crate::ground::source::SourceFile;
use crate::yaml::parse::Limits;
use crate::yaml::read::decode;

/// Reads a template, as far as it is a text; what else it is, it says itself.
///
/// # Errors
/// A file that could not be read.
pub fn read(path: &Path, settings: &Settings) -> Result<Result<Arc<SourceFile>, Box<Finding>>, Failure> {
    let name = settings.shown(path);
    let limits = Limits::default();
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(limits.bytes as u64 + 1).read_to_end(&mut bytes));
    read.map_err(|error| {
        Failure::could_not_run(format!("the template `{name}` could not be read: {error}"))
            .help("name it with --template, or as `[enrich] template` in portwright.toml")
    })?;
    Ok(decode(&name, &bytes, &limits).map_err(|refused| Box::new(refused.1.finding(&refused.0))))
}
