//! Writing the edit into a checkout.

use std::fs;
use std::path::Path;

use crate::disk::replace::replace;
use crate::enrich::{EnrichOutcome, EnrichedFile};

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The file is not what it was when it was read.
    #[error("`{0}` was changed by somebody else in the meantime, so it was not written")]
    Changed(String),
    /// The system refused.
    #[error("`{path}` could not be written: {reason}")]
    Refused {
        /// The file.
        path: String,
        /// What the system said.
        reason: String,
    },
}

pub(super) fn write(repository: &Path, enriched: &EnrichedFile) -> Result<(), WriteError> {
    let EnrichOutcome::Changed(change) = &enriched.outcome else { return Ok(()) };
    let path = repository.join(&enriched.path);
    let now = match fs::symlink_metadata(&path) {
        // Whatever else is there now is not what was read.
        Ok(data) if data.is_file() => Some(fs::read(&path).unwrap_or_default()),
        Ok(_) => return Err(WriteError::Changed(enriched.path.clone())),
        Err(_) => None,
    };
    if now.as_deref() != change.before.as_ref().map(|file| file.text.as_bytes()) {
        return Err(WriteError::Changed(enriched.path.clone()));
    }
    replace(&path, change.after.text.as_bytes())
        .map_err(|error| WriteError::Refused { path: enriched.path.clone(), reason: error.to_string() })
}
