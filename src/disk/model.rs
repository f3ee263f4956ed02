//! Reading the files of a model.

use crate::disk::model_paths::{ModelPaths, PROFILES, has_model_extension, list};
pub(crate) use crate::disk::model_paths::{relative, relative_path};
use crate::ground::source::SourceFile;
use crate::kind::KINDS;
use crate::model::{FileContent, ModelFile};
use crate::yaml::fault::Fault;
use crate::yaml::parse::{Limits, parse};
use crate::yaml::read::decode;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why a model could not be read. Faults inside a file are kept with the file instead.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The folder does not exist.
    #[error("no model found: `{0}` is not a folder")]
    Missing(String),
    /// A file or folder could not be read.
    #[error("`{path}` could not be read: {reason}")]
    Unreadable { path: String, reason: String },
    /// `above` is the folder that contains it, from the project's folder.
    #[error("`{folder}` is the folder of one kind, not of a model")]
    OfOneKind { folder: String, above: String },
}

/// Reads all files of a model. A profile's files, if it has a folder, replace those of the same path. Links are followed
/// within the repository, or else the project in `root`. Names of files are relative to `relative_to`.
pub(crate) fn read_model(
    folder: &Path,
    profile: Option<&str>,
    root: &Path,
    relative_to: &Path,
) -> Result<Vec<ModelFile>, ModelError> {
    if !folder.is_dir() {
        return Err(ModelError::Missing(relative_path(folder, relative_to)));
    }
    if kind_folder(folder).is_some() && !KINDS.iter().any(|kind| folder.join(kind.folder).is_dir()) {
        let above = folder.parent().map_or_else(String::new, |above| relative_path(above, root));
        return Err(ModelError::OfOneKind { folder: relative_path(folder, relative_to), above });
    }
    let listed = |folder: &Path| {
        list(folder, root).map_err(|(path, error)| ModelError::Unreadable {
            path: relative_path(&path, relative_to),
            reason: error.to_string(),
        })
    };
    let ModelPaths { mut files, mut unfollowed } = listed(folder)?;
    // A profile is rarely named like a folder of a kind, and its files are in such folders.
    let mut stray = Vec::new();
    for over in profiles(folder).iter().map(|name| profile_folder(folder, name)) {
        if kind_folder(&over).is_some() {
            stray.extend(listed(&over)?.files.into_iter().filter(|(relative, _)| relative.components().count() == 1));
        }
    }
    if let Some(over) = profile.map(|name| profile_folder(folder, name)).filter(|over| over.is_dir()) {
        let of_profile = listed(&over)?;
        unfollowed.retain(|path, _| !of_profile.files.contains_key(path));
        files.extend(of_profile.files);
        unfollowed.extend(of_profile.unfollowed.into_iter().map(|(path, fault)| (over.join(path), fault)));
    }
    let unfollowed = unfollowed.into_iter().map(|(path, fault)| {
        let file = SourceFile::new(relative_path(&folder.join(path), relative_to), "");
        Ok(ModelFile { content: FileContent::Nothing, file, tree: None, faults: vec![fault] })
    });
    let read = |(relative, path): (PathBuf, PathBuf)| read_file(&relative, &path, &relative_path(&path, relative_to));
    let stray = stray.into_iter().filter(|(_, path)| !files.values().any(|known| known == path)).collect::<Vec<_>>();
    files.into_iter().chain(stray).map(read).chain(unfollowed).collect()
}

/// Returns the name of a folder if it is that of a kind.
fn kind_folder(folder: &Path) -> Option<&'static str> {
    let name = folder.file_name()?;
    KINDS.iter().map(|kind| kind.folder).find(|kind| *kind == name)
}

/// Returns the folder of a profile's files, which need not exist.
pub(crate) fn profile_folder(model: &Path, name: &str) -> PathBuf {
    model.join(PROFILES).join(name)
}

/// Returns the names of the profiles with files.
pub(crate) fn profiles(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder.join(PROFILES)).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

fn read_file(relative: &Path, path: &Path, shown: &str) -> Result<ModelFile, ModelError> {
    let limits = Limits::default();
    let unreadable =
        |error: std::io::Error| ModelError::Unreadable { path: shown.to_owned(), reason: error.to_string() };
    let mut bytes = Vec::new();
    // One byte over the limit shows that the file is too large.
    let file = std::fs::File::open(path).map_err(unreadable)?;
    file.take(limits.bytes as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    Ok(parsed(&parts.iter().map(String::as_str).collect::<Vec<_>>(), shown, &bytes, &limits))
}

/// Returns a file of a model with a text that is not saved yet; `None` if the path cannot be one. `known` are the files on disk.
pub(crate) fn unsaved(
    folder: &Path,
    path: &Path,
    relative_to: &Path,
    known: &[ModelFile],
    text: &str,
) -> Option<ModelFile> {
    let shown = relative_path(path, relative_to);
    let below = path.strip_prefix(folder).ok().filter(|_| has_model_extension(path))?;
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let file = parsed(&parts, &shown, text.as_bytes(), &Limits::default());
    match known.iter().find(|file| file.file.name == shown) {
        // That of a profile is in another folder.
        Some(known) => Some(ModelFile { content: known.content, ..file }),
        None => (parts[0] != PROFILES && !parts.iter().any(|part| part.starts_with('.'))).then_some(file),
    }
}

/// Parses a file of a model. `parts` is its path below the model, and `shown` its name in messages.
pub(super) fn parsed(parts: &[&str], shown: &str, bytes: &[u8], limits: &Limits) -> ModelFile {
    let content = FileContent::from_path(parts);
    match decode(shown, bytes, limits) {
        Ok(file) => {
            let parsed = parse(&file, limits);
            ModelFile { content, file, tree: parsed.tree.map(Arc::new), faults: parsed.faults }
        }
        Err(undecodable) => {
            let (file, fault): (_, Fault) = *undecodable;
            ModelFile { content, file, tree: None, faults: vec![fault] }
        }
    }
}
