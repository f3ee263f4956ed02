//! Why an entity was not enriched.

use crate::enrich::Refusal;
use crate::forge::ForgeError;
use crate::portal::PortalError;

/// Why an entity was not enriched.
#[derive(Debug, thiserror::Error)]
pub enum EnrichError {
    /// What was asked for makes no sense, or cannot be written where it belongs.
    #[error(transparent)]
    Refused(#[from] Refusal),
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
            Self::Refused(refusal) => refusal.reason.clone(),
            Self::Portal(error) => error.to_string(),
            Self::Forge(error) => error.to_string(),
        }
    }
}
