//! Finding the files that define entities, from arguments, git's index or a walk of the tree.

use crate::disk::git_index::{Checkout, TrackedKind};
use crate::disk::model::{relative, relative_path};
use crate::disk::names::{PortFileNames, has_port_file_name};
use ignore::{DirEntry, WalkBuilder, WalkState};
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;

#[derive(Debug)]
pub(crate) struct Search<'s> {
    /// The current folder, as an absolute path.
    pub here: &'s Path,
    /// The folder of the project, if there is one.
    pub project: Option<&'s Path>,
    /// Files and folders to report on. If there are none, everything below the current folder is reported on.
    pub given: &'s [PathBuf],
    /// Files from a list, relative to the current folder or to the top of the checkout. Those that do not have a matching
    /// name are skipped.
    pub listed: Option<&'s [PathBuf]>,
    /// A file whose text comes from standard input. It is reported on even if it does not exist.
    pub stdin_file: Option<&'s Path>,
    pub names: &'s PortFileNames,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListedFile {
    /// Its path from the current folder, as [`relative`] returns it.
    pub path: PathBuf,
    /// Whether findings in it are reported. Other files are read only for the entities they define.
    pub reported: bool,
    /// Whether it is known to be a plain file.
    pub plain: bool,
}

#[derive(Debug, Default)]
pub(crate) struct FileListing {
    /// The top of the checkout or project, or the current folder if it is in neither.
    pub top: PathBuf,
    /// The files, sorted by path.
    pub files: Vec<ListedFile>,
    /// How many files the project's settings exclude.
    pub excluded: usize,
    /// Whether the search covers the repository, so that an entity in none of these files does not exist in it.
    pub covers_repository: bool,
    /// Links with a matching name, as absolute paths. Those that lead to a file of the repository without such a name
    /// are in `files` too.
    pub links: Vec<PathBuf>,
    /// Listed files with a matching name that do not exist, as they were listed.
    pub missing: Vec<String>,
    /// Files and folders that could not be read, and why.
    pub unread_folders: Vec<(PathBuf, String)>,
}

#[derive(Debug, thiserror::Error)]
pub enum DiscoverError {
    #[error("`{0}` does not exist")]
    Missing(String),
    #[error("`{0}` is neither a file nor a folder")]
    NotFileOrFolder(String),
    #[error("`{0}` is not a YAML file, so it has no entities")]
    NotYaml(String),
}

/// Finds files. In a checkout, tracked files come from git's index, and the folders that are reported on are walked for
/// untracked files that git does not ignore. If only files are given, nothing is walked. Outside a checkout, folders
/// are walked.
pub(crate) fn discover(search: &Search<'_>) -> Result<FileListing, DiscoverError> {
    let mut found = Found::default();
    let mut folders = Vec::new();
    for given in search.given {
        let path = absolute(search.here, given);
        let name = || given.display().to_string();
        let data = std::fs::metadata(&path).map_err(|_| DiscoverError::Missing(name()))?;
        if data.is_dir() {
            folders.push(path);
        } else if is_of_another_language(&path) {
            return Err(DiscoverError::NotYaml(name()));
        } else if data.is_file() {
            found.add(search.names, path, true, true);
        } else {
            return Err(DiscoverError::NotFileOrFolder(name()));
        }
    }
    let checkout = Checkout::containing(search.here);
    for listed in search.listed.into_iter().flatten() {
        found.listed(listed, checkout.as_ref(), search);
    }
    if let Some(path) = search.stdin_file {
        found.add(search.names, absolute(search.here, path), true, true);
    }
    if search.is_unrestricted() {
        folders.push(search.here.to_path_buf());
    }
    let mut submodules = BTreeSet::new();
    let indexed = checkout.as_ref().and_then(|checkout| tracked(checkout, search, &folders, &mut submodules));
    let walked =
        folders.iter().filter(|folder| !folders.iter().any(|above| above != *folder && folder.starts_with(above)));
    for folder in walked {
        walk(folder, search.names, &submodules, true, &mut found);
    }
    match indexed {
        Some(indexed) => indexed.into_iter().for_each(|(path, kind)| found.indexed(path, kind, search, &folders)),
        // Without an index, the rest of the project or checkout is walked.
        None => {
            let top = search.project.or(checkout.as_ref().map(|checkout| checkout.top.as_path()));
            if let Some(top) = top.filter(|top| !folders.iter().any(|folder| top.starts_with(folder))) {
                walk(top, search.names, &submodules, false, &mut found);
            }
        }
    }
    let top = checkout.as_ref().map(|checkout| checkout.top.as_path()).or(search.project).unwrap_or(search.here);
    let covers_repository = checkout.is_some() || search.project.is_some() || !folders.is_empty();
    Ok(found.listing(search.here, top, covers_repository))
}

/// Endings of files that are never YAML. Any other file can be checked, such as a template.
const OTHER_LANGUAGES: [&str; 12] = ["css", "go", "hcl", "html", "ini", "js", "md", "py", "sh", "tf", "toml", "ts"];

fn is_of_another_language(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| OTHER_LANGUAGES.contains(&ending.to_lowercase().as_str()))
}

impl Search<'_> {
    /// Returns whether nothing is given, so that everything below the current folder is searched.
    fn is_unrestricted(&self) -> bool {
        self.given.is_empty() && self.listed.is_none() && self.stdin_file.is_none()
    }
}

/// Returns the tracked files with matching names, or `None` if the index cannot be read.
fn tracked(
    checkout: &Checkout,
    search: &Search<'_>,
    folders: &[PathBuf],
    submodules: &mut BTreeSet<PathBuf>,
) -> Option<Vec<(PathBuf, TrackedKind)>> {
    let mut paths = Vec::new();
    let uses_file_name_only = search.names.uses_file_name_only();
    checkout.tracked(|bytes, kind| {
        let path = |bytes| checkout.top.join(native(bytes));
        if kind == TrackedKind::Submodule {
            if !folders.is_empty() {
                submodules.insert(path(bytes));
            }
        } else if has_port_file_name(bytes) || (!uses_file_name_only && search.names.wanted(&path(bytes))) {
            paths.push((path(bytes), kind));
        }
    })?;
    Some(paths)
}

/// Converts a path from git's index to a native one.
#[cfg(unix)]
pub(super) fn native(bytes: &[u8]) -> &Path {
    use std::os::unix::ffi::OsStrExt;
    Path::new(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
pub(super) fn native(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).replace('/', std::path::MAIN_SEPARATOR_STR))
}

/// The files found so far, by absolute path.
#[derive(Debug, Default)]
struct Found {
    files: Vec<(PathBuf, ListedFile)>,
    links: Vec<(PathBuf, bool)>,
    excluded: BTreeSet<PathBuf>,
    missing: Vec<String>,
    unread: Vec<(PathBuf, String)>,
}

impl Found {
    fn add(&mut self, names: &PortFileNames, path: PathBuf, reported: bool, plain: bool) {
        if names.excluded(&path) {
            if reported {
                self.excluded.insert(path);
            }
            return;
        }
        self.files.push((path, ListedFile { path: PathBuf::new(), reported, plain }));
    }

    /// `git diff --name-only` writes paths from the top of the checkout, `git ls-files` from the current folder.
    fn listed(&mut self, listed: &Path, checkout: Option<&Checkout>, search: &Search<'_>) {
        let folders = std::iter::once(search.here).chain(checkout.map(|checkout| checkout.top.as_path()));
        let mut paths =
            folders.map(|folder| absolute(folder, listed)).filter(|path| search.names.wanted(path)).peekable();
        let is_wanted = paths.peek().is_some();
        match paths.find(|path| path.is_file()) {
            Some(path) => self.add(search.names, path, true, true),
            None if is_wanted => self.missing.push(relative_path(listed, Path::new(""))),
            None => {}
        }
    }

    fn indexed(&mut self, path: PathBuf, kind: TrackedKind, search: &Search<'_>, folders: &[PathBuf]) {
        let reported = folders.iter().any(|folder| path.starts_with(folder));
        match kind {
            TrackedKind::File => self.add(search.names, path, reported, false),
            TrackedKind::Link if !search.names.excluded(&path) => self.links.push((path, reported)),
            TrackedKind::Link | TrackedKind::Submodule => {}
        }
    }

    /// Returns each file once, without links that lead out of `top` or to a file that is listed anyway.
    fn listing(mut self, here: &Path, top: &Path, covers_repository: bool) -> FileListing {
        // Of two entries for one file, keep the one that is reported on and known to be plain.
        self.files.sort_by(|(a, one), (b, other)| {
            path_order(a, b).then((other.reported, other.plain).cmp(&(one.reported, one.plain)))
        });
        self.files.dedup_by(|(after, second), (before, first)| {
            let same = after == before;
            first.plain |= same && second.plain;
            same
        });
        let links = self.links.iter().map(|(path, _)| path.clone()).collect();
        if !self.links.is_empty() {
            self.add_links(top);
        }
        let files = self.files.into_iter().map(|(path, listed)| {
            let path = relative(&path, here).into_owned();
            ListedFile { path, ..listed }
        });
        let mut files: Vec<ListedFile> = files.collect();
        files.sort_by(|a, b| path_order(&a.path, &b.path));
        FileListing {
            top: top.to_path_buf(),
            files,
            excluded: self.excluded.len(),
            covers_repository,
            links,
            missing: self.missing,
            unread_folders: self.unread,
        }
    }

    fn add_links(&mut self, top: &Path) {
        self.links.sort();
        self.links.dedup_by(|(after, _), (before, _)| after == before);
        let Ok(top) = top.canonicalize() else { return };
        for (link, reported) in std::mem::take(&mut self.links) {
            let Ok(target) = link.canonicalize() else { continue };
            let known = |path: &Path| self.files.binary_search_by(|(known, _)| known.as_path().cmp(path)).is_ok();
            if target.starts_with(&top) && target.is_file() && !known(&target) && !known(&link) {
                let at = self.files.partition_point(|(path, _)| *path < link);
                self.files.insert(at, (link, ListedFile { path: PathBuf::new(), reported, plain: true }));
            }
        }
    }
}

/// Trees with more entries are walked in parallel. The threads of a parallel walk sleep while they wait for each other, which
/// takes longer than walking a small tree.
const MAX_ENTRIES_OF_ONE_THREAD: usize = 500;

/// Walks a folder, skipping files that git ignores.
fn walk(folder: &Path, names: &PortFileNames, submodules: &BTreeSet<PathBuf>, reported: bool, found: &mut Found) {
    let submodules = submodules.clone();
    let mut walk = WalkBuilder::new(folder);
    walk.hidden(false)
        .ignore(false)
        .require_git(false)
        .threads(std::thread::available_parallelism().map_or(1, usize::from).min(8))
        .filter_entry(move |entry| entry.file_name() != ".git" && !submodules.contains(entry.path()));
    let wanted = |entry: Result<DirEntry, ignore::Error>| match entry {
        Ok(entry) => {
            let kind = entry.file_type().filter(|kind| kind.is_file() || kind.is_symlink())?;
            names.wanted(entry.path()).then(|| Ok((entry.into_path(), kind.is_symlink())))
        }
        Err(error) => Some(Err(walk_error(&error, folder))),
    };
    let first: Vec<_> = walk.build().take(MAX_ENTRIES_OF_ONE_THREAD + 1).collect();
    let entries: Vec<Result<(PathBuf, bool), (PathBuf, String)>> = if first.len() <= MAX_ENTRIES_OF_ONE_THREAD {
        first.into_iter().filter_map(wanted).collect()
    } else {
        let entries = Mutex::new(Vec::new());
        walk.build_parallel().run(|| {
            Box::new(|entry| {
                if let Some(entry) = wanted(entry)
                    && let Ok(mut entries) = entries.lock()
                {
                    entries.push(entry);
                }
                WalkState::Continue
            })
        });
        entries.into_inner().unwrap_or_default()
    };
    for entry in entries {
        match entry {
            Ok((path, false)) => found.add(names, path, reported, true),
            Ok((path, true)) if !names.excluded(&path) => found.links.push((path, reported)),
            Ok(_) => {}
            Err(unread) => found.unread.push(unread),
        }
    }
    found.unread.sort();
}

/// Compares two paths without `.` and doubled separators as [`Path`] does, folder by folder, but without splitting them,
/// which would take longer than all else that is done with a list of very many files.
fn path_order(a: &Path, b: &Path) -> Ordering {
    let (a, b) = (a.as_os_str().as_encoded_bytes(), b.as_os_str().as_encoded_bytes());
    // A separator comes before every other byte.
    let rank = |byte: u8| if std::path::is_separator(char::from(byte)) { 0 } else { u16::from(byte) + 1 };
    match a.iter().zip(b).find(|(a, b)| a != b) {
        Some((a, b)) => rank(*a).cmp(&rank(*b)),
        None => a.len().cmp(&b.len()),
    }
}

/// Returns the path that could not be read, and the system's message.
fn walk_error(error: &ignore::Error, folder: &Path) -> (PathBuf, String) {
    match error {
        ignore::Error::WithPath { path, err } => (path.clone(), walk_error(err, folder).1),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => walk_error(err, folder),
        other => (folder.to_path_buf(), other.to_string()),
    }
}

impl FileListing {
    /// Returns the index of a file, or as an error the index at which it would be inserted. `path` is as in [`ListedFile::path`].
    pub(crate) fn position(&self, path: &Path) -> Result<usize, usize> {
        self.files.binary_search_by(|listed| listed.path.as_path().cmp(path))
    }
}

/// Returns the path under which a file is listed, as in [`ListedFile::path`].
pub(crate) fn listed_path(here: &Path, path: &Path) -> PathBuf {
    relative(&absolute(here, path), here).into_owned()
}

/// Returns an absolute path without `.` and `..`.
pub(crate) fn absolute(here: &Path, path: &Path) -> PathBuf {
    here.join(path).components().fold(PathBuf::new(), |mut path, part| {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                path.pop();
            }
            part => path.push(part),
        }
        path
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_ordered_folder_by_folder() {
        let mut paths = ["a/x", "a-b/x", "a b", "a", "a.yml", "é/x", "a/b/c", "ab", "/a", "/a/b"].map(PathBuf::from);
        paths.sort_by(|a, b| path_order(a, b));
        assert!(paths.is_sorted(), "{paths:?}");
    }
}
