//! Bringing the pipelines that `init` wrote up to date, without touching lines that a person edited.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::disk::create::{PathState, create, path_state};
use crate::disk::replace;
use crate::ops::init::{InitError, check_flags, portal_url};
use crate::scaffold::merge::{Clash, merge};
use crate::scaffold::record::{RECORD, Record};
use crate::scaffold::{Backend, NewFile, pipelines, recorded as new_record};

#[derive(Debug, thiserror::Error)]
pub(crate) enum UpdateError {
    #[error("there is no `{RECORD}` here, which says what `init` wrote, so nothing was updated")]
    NoRecord,
    #[error("`{RECORD}` cannot be read, so nothing was updated: {0}")]
    Record(String),
    #[error("the pipelines here are for {recorded}, and --backend is {given}")]
    OtherBackend { recorded: String, given: &'static str },
    #[error("nothing was updated: a person edited lines that change")]
    Clashes(Vec<(String, Vec<Clash>)>),
    #[error("nothing was updated: `{0}` exists, but not from `init`")]
    Taken(String),
    #[error("`{path}` could not be updated: {reason}")]
    File { path: String, reason: String },
    #[error(transparent)]
    Init(#[from] InitError),
}

/// A pipeline's file, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UpdatedFile {
    pub path: String,
    pub before: String,
    pub after: String,
}

/// What changed, or would.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Updated {
    pub files: Vec<UpdatedFile>,
    /// Files that a person deleted, which stay deleted.
    pub deleted: Vec<String>,
    /// Files of the older version that nothing uses any more.
    pub unused: Vec<String>,
}

/// Updates the pipelines below a folder. If a person's edits are in the way anywhere, nothing is written.
pub(crate) fn update(
    root: &Path,
    backend: Option<Backend>,
    given: &[(&'static str, Option<&str>)],
    dry: bool,
) -> Result<Updated, UpdateError> {
    let text = read(root, RECORD)?.ok_or(UpdateError::NoRecord)?;
    let record = Record::parse(&text).map_err(|error| UpdateError::Record(error.to_string()))?;
    let recorded = record.backend().ok_or_else(|| UpdateError::Record("it names no backend".to_owned()))?;
    if let Some(given) = backend.filter(|given| *given != recorded) {
        return Err(UpdateError::OtherBackend { recorded: record.backend.clone(), given: given.name() });
    }
    check_flags(recorded, given)?;
    let answers = record.answers(recorded, given).map_err(|(flag, source)| InitError::Flag { flag, source })?;
    let wanted = pipelines(recorded, &answers, &portal_url(&answers));
    let mut updated = Updated::default();
    let mut clashes = Vec::new();
    for file in &wanted {
        match merged(root, &record, file)? {
            Merged::Same => {}
            Merged::Deleted => updated.deleted.push(file.path.clone()),
            Merged::Changed(file) => updated.files.push(file),
            Merged::Clashes(found) => clashes.push((file.path.clone(), found)),
        }
    }
    if !clashes.is_empty() {
        return Err(UpdateError::Clashes(clashes));
    }
    let is_unused = |path: &&str| !wanted.iter().any(|file| file.path == *path) && root.join(path).exists();
    updated.unused = record.paths().filter(is_unused).map(str::to_owned).collect();
    let after = new_record(recorded, &answers, &wanted).text;
    if !dry {
        // The record comes last: until it is written, another run finds the same to do.
        for file in &updated.files {
            write(root, file)?;
        }
        write(root, &UpdatedFile { path: RECORD.to_owned(), before: text, after })?;
    }
    Ok(updated)
}

enum Merged {
    Same,
    Deleted,
    Changed(UpdatedFile),
    Clashes(Vec<Clash>),
}

fn merged(root: &Path, record: &Record, file: &NewFile) -> Result<Merged, UpdateError> {
    let changed =
        |before: String, after: String| Merged::Changed(UpdatedFile { path: file.path.clone(), before, after });
    let Some(found) = read(root, &file.path)? else {
        let is_new = record.lines(&file.path).is_none();
        return Ok(if is_new { changed(String::new(), file.text.clone()) } else { Merged::Deleted });
    };
    if found == file.text {
        return Ok(Merged::Same);
    }
    let Some(lines) = record.lines(&file.path) else { return Err(UpdateError::Taken(file.path.clone())) };
    Ok(match merge(&lines, &found, &file.text) {
        Ok(text) if text == found => Merged::Same,
        Ok(text) => changed(found, text),
        Err(clashes) => Merged::Clashes(clashes),
    })
}

fn failed(path: &str, reason: &impl ToString) -> UpdateError {
    UpdateError::File { path: path.to_owned(), reason: reason.to_string() }
}

/// The text of a file, if there is one. A link that leads out of the folder is not followed.
fn read(root: &Path, path: &str) -> Result<Option<String>, UpdateError> {
    match path_state(root, path, "").map_err(|error| failed(path, &error))? {
        PathState::Free => return Ok(None),
        PathState::Outside => return Err(failed(path, &"a symbolic link on its path leads out of the folder")),
        PathState::Blocked => return Err(failed(path, &"a part of its path is not a folder")),
        PathState::Same | PathState::Other => {}
    }
    match fs::read_to_string(root.join(path)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(path, &error)),
    }
}

fn write(root: &Path, file: &UpdatedFile) -> Result<(), UpdateError> {
    if file.before == file.after {
        return Ok(());
    }
    if file.before.is_empty() {
        return create(root, &[(&file.path, &file.after)]).map_err(|(_, error)| failed(&file.path, &error));
    }
    replace::replace(&root.join(&file.path), file.after.as_bytes()).map_err(|error| failed(&file.path, &error))
}
