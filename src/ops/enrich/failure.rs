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
    /// The payload, the template or a value is not valid, or the file cannot be edited.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There are no blueprints; the template names this one.
    #[error("blueprint `{0}` is unknown, because no blueprints were loaded")]
    NoCatalog(String),
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
    /// The error and its help in one line, for the run's log.
    pub fn reason(&self) -> String {
        match self {
            Self::Refused(Refusal { reason, help: Some(help), .. }) => format!("{reason}; {help}"),
            error => error.to_string(),
        }
    }
}
