//! The folders that the editor has open, and the project in each.

use std::path::{Path, PathBuf};

use crate::disk::Project;
use crate::disk::git_index::Checkout;
use crate::lsp::document::Documents;
use crate::model::{Snapshot, Variables};
use crate::ops::editor::{EditorProject, ProfileVariables};
use crate::ops::workspace::Workspace;

/// The settings of a folder.
#[derive(Debug)]
pub(crate) struct FolderSettings {
    pub project: Project,
    pub variables: Variables,
    pub profile: Option<String>,
    /// The variables of runs without a profile, and with each that has settings.
    pub profiles: Vec<ProfileVariables>,
}

/// A folder, and its project if that could be opened.
pub(crate) struct Folder<'s> {
    pub root: &'s Path,
    pub project: Option<EditorProject<'s>>,
    /// Whether a change is not yet part of the diagnostics.
    pub is_changed: bool,
}

impl FolderSettings {
    /// The folder to open for a file that is in none: that of its project, if there is one. Any other folder may be too large to
    /// search.
    pub(super) fn folder_of_file(&self) -> Option<PathBuf> {
        let is_bounded = self.project.is_marked || Checkout::containing(&self.project.root).is_some();
        is_bounded.then(|| self.project.root.clone())
    }
}

impl<'s> Folder<'s> {
    /// Opens the project of a folder, with the texts of the open documents, or returns why it cannot be opened. `online` are the
    /// blueprints of a portal.
    pub(super) fn open(
        root: &'s Path,
        settings: &'s FolderSettings,
        documents: &Documents,
        online: Option<&Snapshot>,
    ) -> Result<EditorProject<'s>, String> {
        let FolderSettings { project, variables, profile, profiles } = settings;
        let workspace = Workspace { here: root, project, profile: profile.as_deref(), variables };
        let mut project = EditorProject::open(workspace, profiles, online).map_err(|error| error.to_string())?;
        for document in documents.by_path.values().filter(|document| document.path.starts_with(root)) {
            project.set_text(&document.path, document.text.as_str());
        }
        Ok(project)
    }

    /// Whether files are left to be checked.
    pub(super) fn is_partial(&self) -> bool {
        self.project.as_ref().is_some_and(EditorProject::is_partial)
    }

    /// Checks some of the files that are left. A failure is found again, and shown, with the next diagnostics.
    pub(super) fn check_more(&mut self) {
        let checked = self.project.as_mut().map(EditorProject::check_more);
        if !matches!(checked, Some(Ok(()))) {
            self.project.iter_mut().for_each(EditorProject::give_up);
        }
        self.is_changed = !self.is_partial();
    }
}

/// Returns the innermost folder that contains a path.
pub(super) fn folder_of<'f, 's>(folders: &'f mut [Folder<'s>], path: &Path) -> Option<&'f mut Folder<'s>> {
    let containing = folders.iter_mut().filter(|folder| path.starts_with(folder.root));
    containing.max_by_key(|folder| folder.root.components().count())
}
