//! The JSON Schema of `port.yml` for the blueprints of a catalog.

use std::path::Path;

use crate::ground::escape::escaped_json;
use crate::model::{Model, port_schema};
use crate::ops::catalog::{CatalogSources, bodies};
use crate::ops::catalog_error::CatalogError;
use crate::ops::workspace::Workspace;

/// The text of the schema, which is also written to a file if one is named.
pub(crate) fn run(
    sources: &CatalogSources<'_>,
    file: Option<&Path>,
    workspace: &Workspace<'_>,
) -> Result<String, CatalogError> {
    let parts = sources.load(workspace)?;
    if parts.is_empty() {
        return Err(CatalogError::NoBlueprints);
    }
    let none = Model::default();
    let (bodies, complete) =
        bodies(parts.snapshot.as_ref(), parts.model.as_ref().unwrap_or(&none), &workspace.external()?);
    // Names from a portal must not control the terminal that it is printed on.
    let text = format!("{:#}\n", port_schema(&bodies, complete));
    let text = escaped_json(&text).into_owned();
    if let Some(file) = file {
        workspace.write(file, &text)?;
    }
    Ok(text)
}
