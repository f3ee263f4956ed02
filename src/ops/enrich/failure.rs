//! Why an entity was not enriched.

use crate::disk::candidates::CandidatesError;
use crate::disk::project::ProjectError;
use crate::enrich::Refusal;
use crate::forge::ForgeError;
use crate::ops::enrich::write::WriteError;
use crate::ops::workspace::WorkspaceError;
use crate::portal::PortalError;

/// Why an entity was not enriched.
#[derive(Debug, thiserror::Error)]
pub enum EnrichError {
    /// What was asked for is not valid, or cannot be written where it belongs.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There are no blueprints to check values against.
    #[error("blueprint `{blueprint}` is unknown, because no blueprints were loaded")]
    NoCatalog {
        /// The blueprint that the template names.
        blueprint: String,
    },
    /// The template could not be read.
    #[error(transparent)]
    Template(#[from] WorkspaceError),
    /// The settings of the repository could not be read.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// The files of the repository could not be read.
    #[error(transparent)]
    Files(#[from] CandidatesError),
    /// The file could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The portal could not be asked.
    #[error(transparent)]
    Portal(#[from] PortalError),
    /// The repository could not be read, or nothing could be published.
    #[error(transparent)]
    Forge(#[from] ForgeError),
}

impl EnrichError {
    /// What is wrong in one line, for the log of the run: what to do about it included.
    pub fn reason(&self) -> String {
        match self {
            Self::Refused(Refusal { reason, help: Some(help), .. }) => format!("{reason}; {help}"),
            error => error.to_string(),
        }
    }
}
