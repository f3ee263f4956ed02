//! The edit of a repository's files.

use crate::enrich::locate::locate;
use crate::enrich::merge::merge;
use crate::enrich::{Candidate, EnrichedFile, FilledTemplate, PortFile, Refusal};
use crate::lint::port::{Document, FileContent};
use crate::yaml::tree::Tree;

/// Finds the entity among the files of a repository, and makes the edit that sets the wanted values. Nothing is written. Repeated
/// on its own result, it returns [`UpToDate`](crate::enrich::EnrichOutcome::UpToDate).
///
/// # Errors
/// The entity cannot be found, or cannot be edited without changing something else.
pub fn enrich(filled: &FilledTemplate, candidates: Vec<Candidate>) -> Result<EnrichedFile, Refusal> {
    let read = |candidate| PortFile::read(candidate, &filled.wanted.identifier, foreign);
    let files: Vec<PortFile> = candidates.into_iter().map(read).collect();
    let target = locate(&filled.wanted, &files)?;
    merge(&target, filled)
}

/// Returns what a file is if another program uses it.
fn foreign(tree: &Tree) -> Option<&'static str> {
    match Document::of(tree).content {
        FileContent::Foreign(description) => Some(description),
        FileContent::Wrapped(..) => Some("a file with its entities under a key"),
        FileContent::Mapping(_) => Some("the mapping of a Git integration"),
        FileContent::Resource(..) => Some("a file of a model"),
        FileContent::Entities | FileContent::Nothing => None,
    }
}
