//! The baseline of a project: which file it is, comparing findings with it, and updating it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::disk::discover::{FileListing, absolute};
use crate::disk::model::relative_path;
use crate::ground::finding::Finding;
use crate::lint::baseline::{Baseline, Compared};
use crate::ops::workspace::{Workspace, WorkspaceError};

/// How a baseline is used. Without a file, the one in `portwright.toml` is used.
#[derive(Clone, Debug, Default)]
pub enum BaselineUse {
    /// Nothing: all findings are reported.
    #[default]
    Ignore,
    /// Only findings that are not in it are reported. Without a file anywhere, all are.
    Compare(Option<PathBuf>),
    /// All findings are written to it.
    Update(Option<PathBuf>),
}

/// Why a baseline cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// There is no file to update.
    #[error("no baseline file is set")]
    Unnamed,
    /// It could not be read.
    #[error(transparent)]
    Unreadable(WorkspaceError),
    /// It could not be written.
    #[error(transparent)]
    Unwritable(WorkspaceError),
    /// The file at this path is not a baseline, and why.
    #[error("`{0}` is not a baseline: {1}")]
    Invalid(String, String),
}

pub(super) enum OpenBaseline {
    None,
    Compare(Baseline),
    Update(PathBuf),
}

impl OpenBaseline {
    pub(super) fn open(usage: &BaselineUse, workspace: &Workspace<'_>) -> Result<Self, BaselineError> {
        let file = |named: &Option<PathBuf>| match (named, &workspace.project.file.lint.baseline) {
            (Some(file), _) => Some(workspace.here.join(file)),
            (None, Some(file)) => Some(workspace.project.root.join(file)),
            (None, None) => None,
        };
        match usage {
            BaselineUse::Ignore => Ok(Self::None),
            BaselineUse::Update(named) => file(named).map(Self::Update).ok_or(BaselineError::Unnamed),
            BaselineUse::Compare(named) => {
                let Some(file) = file(named) else { return Ok(Self::None) };
                let text = workspace.read(&file).map_err(BaselineError::Unreadable)?;
                let wrong = |reason| BaselineError::Invalid(workspace.display(&file), reason);
                Baseline::parse(&text).map(Self::Compare).map_err(wrong)
            }
        }
    }

    /// Compares findings with the baseline, or writes them to it. Entries of files that were not checked count as still
    /// there, unless `all` files were.
    pub(super) fn compare(
        &self,
        found: Vec<Finding>,
        listing: &FileListing,
        all: bool,
        workspace: &Workspace<'_>,
    ) -> Result<Compared, BaselineError> {
        let from_top = |name: &Path| relative_path(&absolute(workspace.here, name), &listing.top);
        let path_of = |finding: &Finding| from_top(Path::new(&finding.place.file.name));
        match self {
            Self::None => Ok(Compared { new: found, ..Compared::default() }),
            Self::Update(file) => {
                let text = Baseline::of(&found, path_of).text();
                workspace.write(file, &text).map_err(BaselineError::Unwritable)?;
                Ok(Compared { known: found, ..Compared::default() })
            }
            Self::Compare(baseline) => {
                let reported = listing.files.iter().filter(|listed| listed.reported);
                let checked: BTreeSet<String> = reported.map(|listed| from_top(&listed.path)).collect();
                Ok(baseline.compare(found, path_of, |path| all || checked.contains(path)))
            }
        }
    }

    pub(super) fn updated(&self, workspace: &Workspace<'_>) -> Option<String> {
        match self {
            Self::Update(file) => Some(workspace.display(file)),
            Self::None | Self::Compare(_) => None,
        }
    }
}
