//! The result of an export, and why there is none.

use crate::ground::finding::Finding;
use crate::ops::export::draft::{ExportedFile, LeftOut};
use crate::ops::selection::UnknownSelection;
use crate::ops::workspace::WorkspaceError;
use crate::portal::PortalError;

/// The result of an export.
#[derive(Debug, Default)]
pub struct ExportReport {
    /// The files that were written, or would be.
    pub files: Vec<ExportedFile>,
    /// The number of resources that the files already declare as they are.
    pub unchanged: usize,
    /// The resources and kinds that are not exported.
    pub left_out: Vec<LeftOut>,
    /// The variables that the files use and the project did not have.
    pub variables: Vec<NewVariable>,
    /// The text of `portwright.toml` with those variables.
    pub settings: Option<ExportedFile>,
    /// All secrets that were found, longest first, to redact them from output.
    pub secrets: Vec<String>,
}

impl ExportReport {
    /// Returns whether everything was exported that should be.
    pub fn is_complete(&self) -> bool {
        self.left_out.iter().all(|left_out| !left_out.is_failure)
    }
}

/// A variable that takes the place of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewVariable {
    /// Its name in `portwright.toml` and in the files.
    pub name: String,
    /// Whether Port never returns the secret, so that it is needed only to write it.
    pub only_to_write: bool,
}

/// Why there is no export.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The model could not be read, or a file could not be written.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// Files of the model cannot be read as YAML.
    #[error("the model has errors")]
    Model(Vec<Finding>),
    /// The portal could not be read.
    #[error(transparent)]
    Portal(#[from] PortalError),
    /// An argument selects nothing.
    #[error(transparent)]
    Unknown(#[from] UnknownSelection),
    /// The resource of this address cannot be extended.
    #[error("`--as extends {0}` is not possible: only blueprints support `extends`")]
    NotExtendable(String),
    /// These variables cannot be added to the settings in this file.
    #[error("nothing was written: `[vars]` in `{0}` cannot be extended without changing the rest of the file")]
    Settings(String, Vec<String>),
}
