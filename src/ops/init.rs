//! Creating a repository that manages a portal.

use std::path::Path;

use crate::disk::create::{PathState, create, path_state};
use crate::ground::join::join_with_and;
use crate::portal::http::BaseUrl;
use crate::scaffold::question::AnswerError;
use crate::scaffold::{Answers, Backend, NewFile, Question, files};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InitFile {
    pub path: String,
    /// Whether it already existed, with this content.
    pub was_there: bool,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum InitError {
    #[error("not running on a terminal; set {}", flags_in_words(.0))]
    Missing(Vec<&'static str>),
    #[error("--{flag} does not apply to --backend {backend}")]
    DoesNotApply { flag: &'static str, backend: &'static str },
    #[error("--{flag} is not valid: {source}")]
    Flag { flag: &'static str, source: AnswerError },
    #[error("--{flag} is required: {source}")]
    Needed { flag: &'static str, source: AnswerError },
    #[error("nothing was written: {} cannot be created", files_in_words(.0.len()))]
    FileConflict(Vec<FileConflict>),
    #[error("`{path}` could not be created: {reason}")]
    Refused { path: String, reason: String },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileConflict {
    pub path: String,
    pub reason: &'static str,
}

fn flags_in_words(flags: &[&str]) -> String {
    join_with_and(&flags.iter().map(|flag| format!("--{flag}")).collect::<Vec<_>>())
}

fn files_in_words(count: usize) -> String {
    if count == 1 { "a file".to_owned() } else { format!("{count} files") }
}

/// The files that `init` wrote, and whether the pipelines install portwright.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Initialized {
    pub files: Vec<InitFile>,
    pub installs: bool,
}

pub(crate) struct Request<'r> {
    pub root: &'r Path,
    pub backend: Backend,
    /// The answers that flags give, by the names of their questions.
    pub given: &'r [(&'static str, Option<&'r str>)],
    pub dry: bool,
}

/// Asks a person a question, with its default, until the answer is valid, and adds it to the answers.
pub(crate) type Ask<'a, E> = &'a dyn Fn(&Question, Option<&str>, &mut Answers) -> Result<(), E>;

/// Writes the files of a backend to a folder, which is created if it does not exist. Files that exist with the same
/// content are kept. If any exists with different content, nothing is written. If `ask` is given, it is called for
/// every answer that the flags do not give.
pub(crate) fn init<E: From<InitError>>(request: &Request<'_>, ask: Option<Ask<'_, E>>) -> Result<Initialized, E> {
    let answers = answers(request.backend, request.given, ask)?;
    let installs = answers.get("install").is_some_and(|source| source != "path");
    let files = files(request.backend, &answers, &portal_url(&answers));
    Ok(Initialized { files: write_files(request.root, &files, request.dry)?, installs })
}

/// The address of the portal in full. The sandbox has none.
pub(super) fn portal_url(answers: &Answers) -> String {
    let portal = answers.get("portal").unwrap_or_default();
    BaseUrl::parse(portal).map_or_else(|_| portal.to_owned(), |base| base.to_string())
}

/// Refuses a flag for a question that this backend does not have.
pub(super) fn check_flags(backend: Backend, given: &[(&'static str, Option<&str>)]) -> Result<(), InitError> {
    let is_known = |name: &str| backend.questions().iter().any(|question| question.name == name);
    match given.iter().find(|(name, value)| value.is_some() && !is_known(name)) {
        Some((flag, _)) => Err(InitError::DoesNotApply { flag, backend: backend.name() }),
        None => Ok(()),
    }
}

fn answers<E: From<InitError>>(
    backend: Backend,
    given: &[(&'static str, Option<&str>)],
    ask: Option<Ask<'_, E>>,
) -> Result<Answers, E> {
    check_flags(backend, given)?;
    let questions = backend.questions();
    let mut answers = Answers::default();
    let mut missing = Vec::new();
    for question in questions {
        let flag = given.iter().find(|(name, _)| *name == question.name).and_then(|(_, value)| *value);
        let default = (question.default)(&answers);
        let name = question.name;
        match (flag, default, ask) {
            (Some(flag), _, _) => {
                answers.set(question, flag).map_err(|source| InitError::Flag { flag: name, source })?;
            }
            (None, default, Some(ask)) => ask(question, default.as_deref(), &mut answers)?,
            (None, Some(default), None) => {
                answers.set(question, &default).map_err(|source| InitError::Needed { flag: name, source })?;
            }
            // An answer that is derived from a missing one is not missing itself.
            (None, None, None) if !missing.is_empty() && name == "repository" => {}
            (None, None, None) => missing.push(name),
        }
    }
    if missing.is_empty() { Ok(answers) } else { Err(InitError::Missing(missing).into()) }
}

fn write_files(root: &Path, files: &[NewFile], dry: bool) -> Result<Vec<InitFile>, InitError> {
    let refused = |path: &Path, reason: &std::io::Error| InitError::Refused {
        path: path.display().to_string(),
        reason: reason.to_string(),
    };
    let mut listed = Vec::new();
    let mut taken = Vec::new();
    for file in files {
        let found =
            path_state(root, &file.path, &file.text).map_err(|error| refused(&root.join(&file.path), &error))?;
        let reason = match found {
            PathState::Free | PathState::Same => {
                listed.push(InitFile { path: file.path.clone(), was_there: found == PathState::Same });
                continue;
            }
            PathState::Other => "it exists with different content",
            PathState::Blocked => "a part of its path is not a folder",
            PathState::Outside => "a symbolic link on its path leads out of the folder",
        };
        taken.push(FileConflict { path: file.path.clone(), reason });
    }
    if !taken.is_empty() {
        return Err(InitError::FileConflict(taken));
    }
    if !dry {
        let missing = files.iter().zip(&listed).filter(|(_, listed)| !listed.was_there);
        let missing: Vec<_> = missing.map(|(file, _)| (file.path.as_str(), file.text.as_str())).collect();
        create(root, &missing).map_err(|(path, error)| refused(&path, &error))?;
    }
    Ok(listed)
}
