//! Making a repository for a portal.

use std::path::Path;

use crate::disk::create::{PathState, create, path_state};
use crate::scaffold::{Answers, Backend, files};

/// A file of the new repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Laid {
    /// Its path, with `/`.
    pub path: String,
    /// Whether it was there already, as it is to be.
    pub was_there: bool,
}

/// Why there is no new repository.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// Something is where files are to be. Nothing was written.
    #[error("nothing was written: other things are where {} would be", files_in_words(.0.len()))]
    Taken(Vec<Taken>),
    /// The system refused.
    #[error("`{path}` could not be made: {reason}")]
    Refused {
        /// The file or folder.
        path: String,
        /// What the system said.
        reason: String,
    },
}

/// Something that is where a file is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The path of the file.
    pub path: String,
    /// What is there.
    pub by: &'static str,
}

fn files_in_words(count: usize) -> String {
    if count == 1 { "a file".to_owned() } else { format!("{count} files") }
}

/// Lays the files of a backend in a folder, which is made where there is none. Those that are there with the same content
/// stay; where anything else is there, nothing is written. With `dry`, nothing is written in any case.
///
/// # Errors
/// See [`InitError`].
pub fn init(root: &Path, backend: Backend, answers: &Answers, dry: bool) -> Result<Vec<Laid>, InitError> {
    let refused = |path: &Path, reason: &std::io::Error| InitError::Refused {
        path: path.display().to_string(),
        reason: reason.to_string(),
    };
    let files = files(backend, answers);
    let mut laid = Vec::new();
    let mut taken = Vec::new();
    for file in &files {
        let found =
            path_state(root, &file.path, &file.text).map_err(|error| refused(&root.join(&file.path), &error))?;
        let by = match found {
            PathState::Free | PathState::Same => {
                laid.push(Laid { path: file.path.clone(), was_there: found == PathState::Same });
                continue;
            }
            PathState::Other => "it has other content",
            PathState::Blocked => "a part of its path is no folder",
            PathState::Outside => "a link on its path leads out of the folder",
        };
        taken.push(Taken { path: file.path.clone(), by });
    }
    if !taken.is_empty() {
        return Err(InitError::Taken(taken));
    }
    let missing: Vec<(&str, &str)> = files
        .iter()
        .zip(&laid)
        .filter(|(_, laid)| !laid.was_there)
        .map(|(file, _)| (file.path.as_str(), file.text.as_str()))
        .collect();
    if !dry {
        create(root, &missing).map_err(|(path, error)| refused(&path, &error))?;
    }
    Ok(laid)
}
