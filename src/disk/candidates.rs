//! The files of a checkout that may define an entity.

use crate::disk::discover::{DiscoverError, Search, discover};
use crate::disk::git_index::Checkout;
use crate::disk::model::relative_path;
use crate::disk::names::PortFileNames;
use crate::disk::reading::PortFileReader;
use crate::enrich::{Candidate, EntryKind};
use std::fs;
use std::path::{Path, PathBuf};

/// Why the files of a repository could not be listed.
#[derive(Debug, thiserror::Error)]
pub enum CandidatesError {
    #[error("`{0}` is not a folder")]
    NotAFolder(String),
    #[error("`{folder}` is not the root of its repository, which is `{top}`")]
    NotTheRoot { folder: String, top: String },
    #[error(transparent)]
    Search(#[from] DiscoverError),
    /// A file or folder that may define the entity could not be read.
    #[error("`{path}` could not be read: {reason}")]
    Unreadable { path: String, reason: String },
}

/// Returns the files below the top of a repository that have a matching name. Anything at the top with a default name
/// is included, even if it is not a file, because nothing may overwrite it.
pub(crate) fn candidates(repository: &Path, names: &PortFileNames) -> Result<Vec<Candidate>, CandidatesError> {
    let folder_name = || repository.display().to_string();
    let top = repository.canonicalize().ok().filter(|top| top.is_dir());
    let top = top.ok_or_else(|| CandidatesError::NotAFolder(folder_name()))?;
    if let Some(checkout) = Checkout::containing(repository).filter(|checkout| checkout.top != repository) {
        return Err(CandidatesError::NotTheRoot { folder: folder_name(), top: checkout.top.display().to_string() });
    }
    let search = Search { here: repository, project: None, given: &[], listed: None, stdin_file: None, names };
    let listing = discover(&search)?;
    if let Some((path, reason)) = listing.unread_folders.into_iter().next() {
        return Err(CandidatesError::Unreadable { path: path.display().to_string(), reason });
    }
    let reader = PortFileReader::new(repository);
    let mut found = Vec::new();
    for listed in listing.files.iter().filter(|listed| listed.path.is_relative()) {
        let kind = entry_kind(repository, &top, &listed.path);
        let mut bytes = Vec::new();
        if kind == Some(EntryKind::File) {
            reader.bytes(listed, &mut bytes).map_err(|error| CandidatesError::Unreadable {
                path: relative_path(&listed.path, Path::new("")),
                reason: error.to_string(),
            })?;
        }
        found.extend(kind.map(|kind| Candidate { path: relative_path(&listed.path, Path::new("")), kind, bytes }));
    }
    let links = listing.links.iter().filter_map(|path| path.strip_prefix(repository).ok()).map(Path::to_path_buf);
    let at_top = ["port.yml", "port.yaml"].map(PathBuf::from);
    for path in links.chain(at_top) {
        let Some(kind) = entry_kind(repository, &top, &path) else { continue };
        let path = relative_path(&path, Path::new(""));
        if found.iter().all(|known| known.path != path) {
            let kind = if kind == EntryKind::File { EntryKind::Excluded } else { kind };
            found.push(Candidate { path, kind, bytes: Vec::new() });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// Returns the kind of a directory entry, or `None` if there is nothing. A plain file inside a linked folder counts as
/// a link.
fn entry_kind(repository: &Path, top: &Path, path: &Path) -> Option<EntryKind> {
    let data = fs::symlink_metadata(repository.join(path)).ok()?;
    let is_here = || repository.join(path).canonicalize().is_ok_and(|real| real == top.join(path));
    Some(match data.file_type() {
        kind if kind.is_symlink() => EntryKind::Link,
        kind if kind.is_file() && is_here() => EntryKind::File,
        kind if kind.is_file() => EntryKind::Link,
        kind if kind.is_dir() && repository.join(path).join(".git").exists() => EntryKind::Submodule,
        _ => EntryKind::Other,
    })
}
