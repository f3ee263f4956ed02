//! The project that a command works on: where it is, its settings, its model.

use std::path::{Path, PathBuf};

use crate::disk::model::{ModelError, relative_path};
use crate::disk::names::PortFileNames;
use crate::disk::project::FILE;
use crate::disk::replace::write;
use crate::disk::{Project, read_model};
use crate::kind::Key;
use crate::model::{Model, Variables};

/// A project, as the person who started the run sees it.
#[derive(Clone, Copy, Debug)]
pub struct Workspace<'w> {
    /// The folder that the run was started in; relative paths start here, and paths are displayed relative to it.
    pub here: &'w Path,
    /// The project.
    pub project: &'w Project,
    /// The profile whose files replace those of the model.
    pub profile: Option<&'w str>,
    /// The variables of the model.
    pub variables: &'w Variables,
}

/// Why the files of a project could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// The model could not be read.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// `portwright.toml` has a value that cannot be used.
    #[error("{0}")]
    Setting(String),
    /// A file could not be read.
    #[error("`{path}` could not be read: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// A file could not be written.
    #[error("`{path}` could not be written: {reason}")]
    Unwritable {
        /// The file.
        path: String,
        /// What the system said.
        reason: String,
    },
}

impl Workspace<'_> {
    /// The model of the project. Mistakes inside its files are left to the rules.
    ///
    /// # Errors
    /// A folder or file that cannot be read.
    pub fn model(&self) -> Result<Model, WorkspaceError> {
        self.model_in(&self.project.model_folder())
    }

    /// The model in a folder. Mistakes inside its files are left to the rules.
    ///
    /// # Errors
    /// A folder or file that cannot be read.
    pub fn model_in(&self, folder: &Path) -> Result<Model, WorkspaceError> {
        let files = read_model(&self.here.join(folder), self.profile, self.here)?;
        Ok(Model::build(files, self.variables))
    }

    /// The resources that the portal has and no file declares.
    ///
    /// # Errors
    /// An address in `portwright.toml` that is not valid.
    pub fn external(&self) -> Result<Vec<Key>, WorkspaceError> {
        let wrong = |reason| WorkspaceError::Setting(format!("`external` in {FILE} is not valid: {reason}"));
        self.project.external().map_err(wrong)
    }

    /// The names of the files that hold entities.
    ///
    /// # Errors
    /// A pattern in `portwright.toml` that is not valid.
    pub fn names(&self) -> Result<PortFileNames, WorkspaceError> {
        let section = &self.project.file.lint;
        PortFileNames::new(&self.project.root, &section.include, &section.exclude).map_err(setting)
    }

    /// The folder of the project, where a `portwright.toml` marks it.
    pub fn marked_root(&self) -> Option<&Path> {
        self.project.is_marked.then_some(self.project.root.as_path())
    }

    /// The text of a file.
    ///
    /// # Errors
    /// A file that cannot be read, or is not UTF-8.
    pub fn read(&self, file: &Path) -> Result<String, WorkspaceError> {
        std::fs::read_to_string(self.here.join(file))
            .map_err(|error| WorkspaceError::Unreadable { path: self.display(file), reason: error.to_string() })
    }

    /// Replaces a file, or makes it; a pipe or a device is written to.
    ///
    /// # Errors
    /// A file that cannot be written; it is then as it was.
    pub fn write(&self, file: &Path, text: &str) -> Result<(), WorkspaceError> {
        write(&self.here.join(file), text.as_bytes())
            .map_err(|error| WorkspaceError::Unwritable { path: self.display(file), reason: error.to_string() })
    }

    /// A path as a person should read it.
    pub fn display(&self, path: &Path) -> String {
        relative_path(path, self.here)
    }

    /// A path that `portwright.toml` names.
    pub fn in_project(&self, path: &Path) -> PathBuf {
        self.project.root.join(path)
    }
}

/// A value in `portwright.toml` that cannot be used.
pub(in crate::ops) fn setting(reason: String) -> WorkspaceError {
    WorkspaceError::Setting(format!("{FILE}: {reason}"))
}
