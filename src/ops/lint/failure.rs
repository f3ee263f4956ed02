//! Why files could not be checked.

use crate::disk::discover::DiscoverError;
use crate::disk::git::RevisionError;
use crate::ops::catalog_error::CatalogError;
use crate::ops::lint::baseline::BaselineError;
use crate::ops::workspace::WorkspaceError;
use crate::portal::PortalError;

/// Why files could not be checked. Faults inside a file are findings.
#[derive(Debug, thiserror::Error)]
pub enum LintError {
    /// The settings of the project, or one of its files.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// A source of the catalog.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// A path that was selected.
    #[error(transparent)]
    Discover(#[from] DiscoverError),
    /// The earlier revision.
    #[error(transparent)]
    Revision(#[from] RevisionError),
    /// An earlier revision is given, but no source has blueprints.
    #[error("no blueprints are loaded, so relations cannot be compared with `{0}`")]
    NoBlueprints(String),
    /// The project wants blueprints, and no source has any.
    #[error("no blueprints are loaded, and `require_catalog` under `[lint]` in portwright.toml asks for them")]
    CatalogRequired,
    /// The baseline.
    #[error(transparent)]
    Baseline(#[from] BaselineError),
    /// The portal that was asked about the entities.
    #[error(transparent)]
    Portal(#[from] PortalError),
}
