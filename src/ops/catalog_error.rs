//! Why the sources of a catalog could not be read.

use crate::ops::workspace::WorkspaceError;
use crate::portal::PortalError;

/// Why a source of a catalog could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// The model or the settings of the project.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// The file of a snapshot.
    #[error("{reason}")]
    Snapshot {
        /// The reason.
        reason: String,
        /// What to do, where that is known.
        help: Option<String>,
    },
    /// The server of a snapshot, of which there is no copy.
    #[error("`{url}` could not be reached, and there is no copy of it: {reason}")]
    Unreachable {
        /// The snapshot's URL, without its query.
        url: String,
        /// The reason.
        reason: String,
    },
    /// The model's folder is a file.
    #[error("`{0}` is a file, but a model must be a folder")]
    ModelIsAFile(String),
    /// The portal.
    #[error(transparent)]
    Portal(#[from] PortalError),
    /// A schema is wanted, and no source has blueprints.
    #[error("no blueprints are loaded, so there is no schema to write")]
    NoBlueprints,
}
