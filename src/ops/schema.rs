//! The JSON Schema of `port.yml` for the blueprints of a catalog.

use std::path::Path;

use crate::model::{Model, port_schema};
use crate::ops::catalog::{CatalogError, CatalogSources, bodies};
use crate::ops::workspace::{Workspace, WorkspaceError};

/// Why there is no schema.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SchemaError {
    /// No source gave any blueprints.
    #[error("no blueprints are loaded, so there is no schema to write")]
    NoBlueprints,
    /// A source could not be read.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The settings of the project, or the file that could not be written.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
}

/// The text of the schema, which is also written to a file if one is named.
///
/// # Errors
/// A source that cannot be read, a file that cannot be written.
pub(crate) fn run(
    sources: &CatalogSources<'_>,
    file: Option<&Path>,
    workspace: &Workspace<'_>,
) -> Result<String, SchemaError> {
    let parts = sources.load(workspace)?;
    if parts.is_empty() {
        return Err(SchemaError::NoBlueprints);
    }
    let none = Model::default();
    let (bodies, complete) =
        bodies(parts.snapshot.as_ref(), parts.model.as_ref().unwrap_or(&none), &workspace.external()?);
    let text = format!("{:#}\n", port_schema(&bodies, complete));
    if let Some(file) = file {
        workspace.write(file, &text)?;
    }
    Ok(text)
}
