//! The project that a command works on: where it is, its settings, its model.

use std::io;
use std::path::Path;

use crate::disk::model::{ModelError, relative_path};
use crate::disk::names::PortFileNames;
use crate::disk::project::FILE;
use crate::disk::reading::read_input;
use crate::disk::replace::write;
use crate::disk::revision_model::BaseError;
use crate::disk::{Project, read_model};
use crate::kind::Key;
use crate::model::{Model, Variables};

/// A project, and the inputs from the command line.
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
    /// The model of an earlier revision cannot be used.
    #[error(transparent)]
    Base(#[from] BaseError),
    /// `portwright.toml` has a value that cannot be used.
    #[error("{0}")]
    Setting(String),
    /// The template of `enrich` could not be read: its name, and why.
    #[error("the template `{0}` could not be read: {1}")]
    Template(String, #[source] io::Error),
    /// A file could not be read: its path, and why.
    #[error("`{0}` could not be read: {1}")]
    Unreadable(String, String),
    /// A file could not be written: its path, and why.
    #[error("`{0}` could not be written: {1}")]
    Unwritable(String, String),
}

impl Workspace<'_> {
    /// The model of the project. The rules check its files later.
    pub(crate) fn model(&self) -> Result<Model, WorkspaceError> {
        self.model_in(&self.project.model_folder())
    }

    pub(crate) fn model_in(&self, folder: &Path) -> Result<Model, WorkspaceError> {
        let files = read_model(&self.here.join(folder), self.profile, &self.project.root, self.here)?;
        Ok(Model::build(files, self.variables))
    }

    /// The resources that the portal has and no file declares.
    pub(crate) fn external(&self) -> Result<Vec<Key>, WorkspaceError> {
        let wrong = |reason| WorkspaceError::Setting(format!("`external` in {FILE} is not valid: {reason}"));
        self.project.external().map_err(wrong)
    }

    /// The names of the files that hold entities.
    pub fn names(&self) -> Result<PortFileNames, WorkspaceError> {
        let section = &self.project.file.lint;
        PortFileNames::new(&self.project.root, &section.include, &section.exclude).map_err(setting)
    }

    pub(crate) fn read(&self, file: &Path) -> Result<String, WorkspaceError> {
        let utf8 = |_| WorkspaceError::Unreadable(self.display(file), "it is not UTF-8".to_owned());
        String::from_utf8(self.read_bytes(file)?).map_err(utf8)
    }

    pub(crate) fn read_bytes(&self, file: &Path) -> Result<Vec<u8>, WorkspaceError> {
        std::fs::File::open(self.here.join(file))
            .and_then(read_input)
            .map_err(|error| WorkspaceError::Unreadable(self.display(file), error.to_string()))
    }

    /// Replaces or creates a file; a pipe or a device is written to. After an error, a file is unchanged.
    pub(crate) fn write(&self, file: &Path, text: &str) -> Result<(), WorkspaceError> {
        write(&self.here.join(file), text.as_bytes())
            .map_err(|error| WorkspaceError::Unwritable(self.display(file), error.to_string()))
    }

    /// A path for messages: relative to `here`.
    pub(crate) fn display(&self, path: &Path) -> String {
        relative_path(path, self.here)
    }
}

pub(in crate::ops) fn setting(reason: String) -> WorkspaceError {
    WorkspaceError::Setting(format!("{FILE}: {reason}"))
}
