//! The files and folders that are selected on the command line.

use std::path::{Path, PathBuf};

use crate::disk::discover::{FileListing, Search, absolute, discover};
use crate::disk::names::PortFileNames;
use crate::disk::path_list::listed_paths;
use crate::ops::lint::failure::LintError;
use crate::ops::workspace::{Workspace, WorkspaceError};

/// The files to report on; all files below the current folder if nothing is selected. Paths are relative to the current
/// folder.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// A list of files. Those that have no name that counts are skipped.
    pub list: Option<PathList>,
    /// A text in place of a file, and the file's path.
    pub text: Option<(PathBuf, Vec<u8>)>,
}

/// A list of files.
#[derive(Clone, Debug)]
pub enum PathList {
    /// The file with the list.
    File(PathBuf),
    /// The list itself, as read from the standard input.
    Bytes(Vec<u8>),
}

impl Selection {
    /// These files and folders.
    pub fn of(paths: &[PathBuf]) -> Self {
        Self { paths: paths.to_vec(), ..Self::default() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.paths.is_empty() && self.list.is_none() && self.text.is_none()
    }

    /// Whether the file at an absolute path is selected, or is in a selected folder.
    pub(in crate::ops) fn covers(&self, here: &Path, file: &Path) -> bool {
        if self.is_empty() {
            return file.starts_with(here);
        }
        self.named().any(|path| file.starts_with(absolute(here, path)))
    }

    /// Whether the file at an absolute path is selected itself, so that it is checked under any name.
    pub(super) fn names(&self, here: &Path, file: &Path) -> bool {
        self.named().any(|path| file == absolute(here, path))
    }

    fn named(&self) -> impl Iterator<Item = &PathBuf> {
        self.paths.iter().chain(self.text.iter().map(|(path, _)| path))
    }

    pub(super) fn listing(&self, workspace: &Workspace<'_>, names: &PortFileNames) -> Result<FileListing, LintError> {
        let listed = self.list.as_ref().map(|list| list.paths(workspace)).transpose()?;
        let search = Search {
            here: workspace.here,
            project: workspace.project.is_marked.then_some(&workspace.project.root),
            given: &self.paths,
            listed: listed.as_deref(),
            stdin_file: self.text.as_ref().map(|(path, _)| path.as_path()),
            names,
        };
        Ok(discover(&search)?)
    }
}

impl PathList {
    fn paths(&self, workspace: &Workspace<'_>) -> Result<Vec<PathBuf>, WorkspaceError> {
        match self {
            Self::File(file) => Ok(listed_paths(&workspace.read_bytes(file)?)),
            Self::Bytes(bytes) => Ok(listed_paths(bytes)),
        }
    }
}
