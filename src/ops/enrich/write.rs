//! Writing the edit into a checkout.

use std::fs;
use std::path::Path;

use crate::disk::replace::replace;
use crate::enrich::{EnrichOutcome, EnrichedFile};

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The file has changed since it was read.
    #[error("`{0}` was changed by somebody else in the meantime, so it was not written")]
    Changed(String),
    /// The file could not be written: its path, and why.
    #[error("`{0}` could not be written: {1}")]
    Unwritable(String, String),
}

pub(super) fn write(repository: &Path, enriched: &EnrichedFile) -> Result<(), WriteError> {
    let EnrichOutcome::Changed(change) = &enriched.outcome else { return Ok(()) };
    let path = repository.join(&enriched.path);
    let now = match fs::symlink_metadata(&path) {
        // A file that has become unreadable has changed.
        Ok(data) if data.is_file() => Some(fs::read(&path).unwrap_or_default()),
        Ok(_) => return Err(WriteError::Changed(enriched.path.clone())),
        Err(_) => None,
    };
    if now.as_deref() != change.before.as_ref().map(|file| file.text.as_bytes()) {
        return Err(WriteError::Changed(enriched.path.clone()));
    }
    replace(&path, change.after.text.as_bytes())
        .map_err(|error| WriteError::Unwritable(enriched.path.clone(), error.to_string()))
}
