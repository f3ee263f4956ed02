//! Reading the template of `enrich`.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use crate::ground::finding::Finding;
use crate::ground::source::SourceFile;
use crate::yaml::parse::Limits;
use crate::yaml::read::decode;

/// A template that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("the template `{name}` could not be read: {source}")]
pub struct TemplateError {
    name: String,
    source: io::Error,
}

/// Reads the text of a template, which is called `name` in findings; or gives the finding that it is not a text.
///
/// # Errors
/// A file that could not be read.
pub fn read(path: &Path, name: &str) -> Result<Result<Arc<SourceFile>, Box<Finding>>, TemplateError> {
    let limits = Limits::default();
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(limits.bytes as u64 + 1).read_to_end(&mut bytes));
    read.map_err(|source| TemplateError { name: name.to_owned(), source })?;
    Ok(decode(name, &bytes, &limits).map_err(|refused| Box::new(refused.1.finding(&refused.0))))
}
