//! Recording in git which revision was applied.

use std::path::{Path, PathBuf};

use crate::disk::revision_model::BaseError;
use crate::disk::tag::{self, TagError};
use crate::kind::Key;
use crate::model::Model;
use crate::ops::base::{BaseInput, applied_tag};
use crate::ops::workspace::{Workspace, WorkspaceError};

/// How an apply is recorded.
#[derive(Clone, Copy)]
pub(crate) struct RecordInput<'r> {
    /// The name of the tag; by default, the one that `last-applied` stands for.
    pub tag: Option<&'r str>,
    /// Whether it is pushed too.
    pub pushes: bool,
    /// The current revision.
    pub head: BaseInput<'r>,
}

/// A record that can be made once everything is applied.
pub(super) struct Record {
    folder: PathBuf,
    recorded: Recorded,
    pushes: bool,
}

/// A tag, and the commit that it names now.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    pub tag: String,
    pub commit: String,
    pub is_pushed: bool,
}

/// Why an apply cannot be recorded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RecordError {
    /// The files have changes that are not committed.
    #[error("nothing was applied: {0} differs from the current commit, which the tag would name")]
    Uncommitted(String),
    /// Changes would be left out, although the tag stands for all of them.
    #[error("nothing was applied: the plan is partial, and a tag records that everything was applied")]
    Partial,
    #[error(transparent)]
    Base(#[from] BaseError),
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    #[error(transparent)]
    Tag(#[from] TagError),
}

impl Record {
    /// Checks, before anything is applied, that the current commit is what will be applied.
    pub(super) fn prepare(workspace: &Workspace<'_>, input: RecordInput<'_>) -> Result<Self, RecordError> {
        let folder = workspace.project.root.clone();
        let tag = input.tag.map_or_else(|| applied_tag(workspace.profile), str::to_owned);
        let head = workspace.base(input.head)?;
        tag::check_name(&folder, &tag)?;
        if let Some(address) = difference(&workspace.model()?, &head.model) {
            return Err(RecordError::Uncommitted(address));
        }
        Ok(Self { folder, recorded: Recorded { tag, commit: head.commit, is_pushed: false }, pushes: input.pushes })
    }

    /// Moves the tag, and pushes it.
    pub(super) fn make(self) -> Result<Recorded, RecordError> {
        let Self { folder, recorded, pushes } = self;
        let folder: &Path = &folder;
        tag::set(folder, &recorded.tag, &recorded.commit)?;
        if pushes {
            tag::push(folder, &recorded.tag)?;
        }
        Ok(Recorded { is_pushed: pushes, ..recorded })
    }
}

/// Returns the first resource that two models declare or remove differently.
fn difference(one: &Model, other: &Model) -> Option<String> {
    let (desired, others) = (one.desired(), other.desired());
    let declared = desired.keys().chain(others.keys()).find(|key| match (desired.get(key), others.get(key)) {
        (Some(one), Some(other)) => one.claim != other.claim || one.body != other.body,
        _ => true,
    });
    let removes = |model: &Model, key: &Key| model.removals.iter().any(|removal| removal.key == *key);
    let mut removed = one.removals.iter().chain(&other.removals).map(|removal| &removal.key);
    declared.or_else(|| removed.find(|key| removes(one, key) != removes(other, key))).map(ToString::to_string)
}
