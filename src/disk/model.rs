//! Reading the files of a model.

use crate::model::{FileContent, ModelFile};
use crate::yaml::fault::Fault;
use crate::yaml::parse::{Limits, parse};
use crate::yaml::read::decode;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use walkdir::WalkDir;

const PROFILES: &str = "profiles";

/// Why a model could not be read. Faults inside a file are kept with the file instead.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    #[error("no model found: `{0}` is not a folder")]
    Missing(String),
    #[error("profile `{name}` does not exist: `{folder}` is not a folder{}", existing(.there))]
    MissingProfile { name: String, folder: String, there: Vec<String> },
    #[error("`{path}` could not be read: {reason}")]
    Unreadable { path: String, reason: String },
}

fn existing(there: &[String]) -> String {
    match there {
        [] => String::new(),
        names => {
            format!(" (profiles: {})", names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
        }
    }
}

/// Reads all files of a model. A profile's files replace those of the same path. Names of files are relative to
/// `relative_to`.
pub(crate) fn read_model(
    folder: &Path,
    profile: Option<&str>,
    relative_to: &Path,
) -> Result<Vec<ModelFile>, ModelError> {
    if !folder.is_dir() {
        return Err(ModelError::Missing(relative_path(folder, relative_to)));
    }
    let mut files = paths(folder, relative_to)?;
    if let Some(name) = profile {
        let over = folder.join(PROFILES).join(name);
        if !over.is_dir() {
            let there = profiles(folder);
            return Err(ModelError::MissingProfile {
                name: name.to_owned(),
                folder: relative_path(&over, relative_to),
                there,
            });
        }
        files.extend(paths(&over, relative_to)?);
    }
    files.into_iter().map(|(relative, path)| read_file(&relative, &path, &relative_path(&path, relative_to))).collect()
}

pub(crate) fn profiles(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder.join(PROFILES)).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

/// Returns the files of a model or a profile, by their relative path.
fn paths(folder: &Path, relative_to: &Path) -> Result<BTreeMap<PathBuf, PathBuf>, ModelError> {
    let mut found = BTreeMap::new();
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter();
    let not_a_profile = |entry: &walkdir::DirEntry| !(entry.depth() == 1 && entry.file_name() == PROFILES);
    for entry in walk.filter_entry(not_a_profile) {
        let entry = entry.map_err(|error| ModelError::Unreadable {
            path: error.path().map_or_else(String::new, |path| relative_path(path, relative_to)),
            reason: error.io_error().map_or_else(|| error.to_string(), ToString::to_string),
        })?;
        let path = entry.path();
        let written =
            path.extension().is_some_and(|ending| ["yml", "yaml", "json"].iter().any(|known| ending == *known));
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        // Links are followed. Only plain files are read, because a pipe or a device could block.
        if !written || hidden || !path.metadata().is_ok_and(|data| data.is_file()) {
            continue;
        }
        let relative = path.strip_prefix(folder).unwrap_or(path);
        found.insert(relative.to_path_buf(), path.to_path_buf());
    }
    Ok(found)
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
    let holds = FileContent::from_path(&parts.iter().map(String::as_str).collect::<Vec<_>>());
    Ok(match decode(shown, &bytes, &limits) {
        Ok(file) => {
            let parsed = parse(&file, &limits);
            ModelFile { content: holds, file, tree: parsed.tree.map(Arc::new), faults: parsed.faults }
        }
        Err(undecodable) => {
            let (file, fault): (_, Fault) = *undecodable;
            ModelFile { content: holds, file, tree: None, faults: vec![fault] }
        }
    })
}

/// Returns a path for printing, as [`relative`] returns it, with `/` on every system.
pub(crate) fn relative_path(path: &Path, from: &Path) -> String {
    relative(path, from).to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

/// Returns the path from a folder: `a/b`, or `../a/b` if both are below one folder other than the root. Others stay as they
/// are.
pub(crate) fn relative<'p>(path: &'p Path, from: &Path) -> Cow<'p, Path> {
    if let Ok(below) = path.strip_prefix(from) {
        return Cow::Borrowed(below);
    }
    let shared = path.components().zip(from.components()).take_while(|(one, other)| one == other).count();
    if !path.components().take(shared).any(|part| matches!(part, Component::Normal(_))) {
        return Cow::Borrowed(path);
    }
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    Cow::Owned(up.chain(path.components().skip(shared)).collect())
}
