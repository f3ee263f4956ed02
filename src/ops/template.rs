//! Reading the template of `enrich`.

use std::path::Path;
use std::sync::Arc;

use crate::disk::reading::read_source;
use crate::ground::finding::Finding;
use crate::ground::source::SourceFile;
use crate::ops::workspace::WorkspaceError;

/// Reads a template, which is called `name` in findings; or returns the finding that it is not text.
pub(crate) fn read(path: &Path, name: &str) -> Result<Result<Arc<SourceFile>, Box<Finding>>, WorkspaceError> {
    read_source(path, name).map_err(|error| WorkspaceError::Template(name.to_owned(), error))
}
