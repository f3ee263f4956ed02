//! Reading the template of `enrich`.

use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::disk::reading::read_source;
use crate::ground::finding::Finding;
use crate::ground::source::SourceFile;

#[derive(Debug, thiserror::Error)]
#[error("the template `{name}` could not be read: {source}")]
pub struct TemplateError {
    name: String,
    source: io::Error,
}

/// Reads the text of a template, which is called `name` in findings; or gives the finding that it is not a text.
pub(crate) fn read(path: &Path, name: &str) -> Result<Result<Arc<SourceFile>, Box<Finding>>, TemplateError> {
    read_source(path, name).map_err(|source| TemplateError { name: name.to_owned(), source })
}
