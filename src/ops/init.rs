//! Making a repository for a portal.

use std::path::Path;

use crate::disk::create::{Place, create, place};
use crate::scaffold::question::AnswerError;
use crate::scaffold::{Answers, Backend, File, Question, files};

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
    /// There is nobody to ask, and flags are missing.
    #[error("there is no terminal to ask on, and no {}", flags_in_words(.0))]
    Missing(Vec<&'static str>),
    /// A flag that another backend has.
    #[error("--{flag} means nothing with --backend {backend}")]
    MeansNothing {
        /// The flag.
        flag: &'static str,
        /// The backend.
        backend: &'static str,
    },
    /// A flag's value will not do.
    #[error("--{flag} is not right: {source}")]
    Flag {
        /// The flag.
        flag: &'static str,
        /// Why.
        source: AnswerError,
    },
    /// The answer that follows from the others will not do.
    #[error("--{flag} is needed: {source}")]
    Needed {
        /// The flag.
        flag: &'static str,
        /// Why.
        source: AnswerError,
    },
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

fn flags_in_words(flags: &[&str]) -> String {
    flags.iter().map(|flag| format!("--{flag}")).collect::<Vec<_>>().join(", no ")
}

fn files_in_words(count: usize) -> String {
    if count == 1 { "a file".to_owned() } else { format!("{count} files") }
}

/// What is to be made.
pub struct Request<'r> {
    /// The folder.
    pub root: &'r Path,
    /// What runs the action.
    pub backend: Backend,
    /// The answers that flags give, by the names of their questions.
    pub given: &'r [(&'static str, Option<&'r str>)],
    /// Whether to write nothing.
    pub dry: bool,
}

/// Asks a person a question until the answer will do, and puts it among the answers. What is given beside it is the default.
pub type Ask<'a, E> = &'a dyn Fn(&Question, Option<&str>, &mut Answers) -> Result<(), E>;

/// Lays the files of a backend in a folder, which is made where there is none. Those that are there with the same content
/// stay; where anything else is there, nothing is written. What flags leave open is asked for, if there is somebody to ask.
///
/// # Errors
/// See [`InitError`]; what asking gives.
pub fn init<E: From<InitError>>(request: &Request<'_>, ask: Option<Ask<'_, E>>) -> Result<Vec<Laid>, E> {
    let answers = answers(request.backend, request.given, ask)?;
    Ok(lay(request.root, &files(request.backend, &answers), request.dry)?)
}

/// All answers: from flags, or asked for, or as they follow from the others.
fn answers<E: From<InitError>>(
    backend: Backend,
    given: &[(&'static str, Option<&str>)],
    ask: Option<Ask<'_, E>>,
) -> Result<Answers, E> {
    let questions = backend.questions();
    let foreign =
        given.iter().find(|(name, value)| value.is_some() && !questions.iter().any(|question| question.name == *name));
    if let Some((name, _)) = foreign {
        return Err(InitError::MeansNothing { flag: name, backend: backend.name() }.into());
    }
    let mut answers = Answers::default();
    let mut missing = Vec::new();
    for question in questions {
        let flag = given.iter().find(|(name, _)| *name == question.name).and_then(|(_, value)| *value);
        let default = (question.default)(&answers);
        let name = question.name;
        match (flag, default, ask) {
            (Some(flag), _, _) => {
                answers.take(question, flag).map_err(|source| InitError::Flag { flag: name, source })?;
            }
            (None, default, Some(ask)) => ask(question, default.as_deref(), &mut answers)?,
            (None, Some(default), None) => {
                answers.take(question, &default).map_err(|source| InitError::Needed { flag: name, source })?;
            }
            // What follows from a missing answer is not missing itself.
            (None, None, None) if !missing.is_empty() && name == "repository" => {}
            (None, None, None) => missing.push(name),
        }
    }
    if missing.is_empty() { Ok(answers) } else { Err(InitError::Missing(missing).into()) }
}

fn lay(root: &Path, files: &[File], dry: bool) -> Result<Vec<Laid>, InitError> {
    let refused = |path: &Path, reason: &std::io::Error| InitError::Refused {
        path: path.display().to_string(),
        reason: reason.to_string(),
    };
    let mut laid = Vec::new();
    let mut taken = Vec::new();
    for file in files {
        let found = place(root, &file.path, &file.text).map_err(|error| refused(&root.join(&file.path), &error))?;
        let by = match found {
            Place::Free | Place::Same => {
                laid.push(Laid { path: file.path.clone(), was_there: found == Place::Same });
                continue;
            }
            Place::Other => "it has other content",
            Place::Blocked => "a part of its path is no folder",
            Place::Outside => "a link on its path leads out of the folder",
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
