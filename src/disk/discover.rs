//! The files that hold entities: those given, or those that a checkout or a tree has.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;

use ignore::{WalkBuilder, WalkState};

use crate::disk::git_index::{Checkout, TrackedKind};
use crate::disk::names::{Names, has_port_file_name};

/// Where to look, and what for.
#[derive(Debug)]
pub struct Search<'s> {
    /// The folder that the run was started in; an absolute path.
    pub here: &'s Path,
    /// The folder of the project, if there is one.
    pub project: Option<&'s Path>,
    /// Files and folders to report on; all that lies here, if there are none.
    pub given: &'s [PathBuf],
    /// Files from a list: those that have no name that counts, or are gone, are left out.
    pub listed: Option<&'s [PathBuf]>,
    /// A file that is reported on whether it is there or not: its text comes from elsewhere.
    pub stdin_file: Option<&'s Path>,
    /// Names that count.
    pub names: &'s Names,
}

/// A file that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its path: relative to the folder that the run was started in where it lies below, else absolute.
    pub path: PathBuf,
    /// Whether it is reported on. The others are read for what they declare.
    pub reported: bool,
    /// Whether it was seen to be a plain file.
    pub plain: bool,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Listing {
    /// The top of the checkout or the project; where the run was started, if it is in neither.
    pub top: PathBuf,
    /// The files, sorted by path.
    pub files: Vec<Listed>,
    /// How many were left out because the project says so.
    pub excluded: usize,
    /// Whether more was looked at than the files that were named, so that what none of them defines exists nowhere in the
    /// repository.
    pub covers_repository: bool,
    /// Links of these names, wherever they lead: absolute paths. Those that lead to a file of the repository that has no
    /// such name are among the files too.
    pub links: Vec<PathBuf>,
    /// What could not be looked into, and why.
    pub unread: Vec<(PathBuf, String)>,
}

/// Why nothing can be found.
#[derive(Debug, thiserror::Error)]
pub enum DiscoverError {
    /// What was given does not exist.
    #[error("there is no `{0}`")]
    Missing(String),
    /// What was given is neither a file nor a folder.
    #[error("`{0}` is neither a file nor a folder")]
    NotFileOrFolder(String),
}

/// Finds files. In a checkout the index of git says what is tracked, and a walk of the folders that are reported on says
/// what git does not ignore beside; when only files are given, nothing is walked. Elsewhere folders are walked.
///
/// # Errors
/// See [`DiscoverError`].
pub fn discover(search: &Search<'_>) -> Result<Listing, DiscoverError> {
    let mut found = Found::default();
    let mut folders = Vec::new();
    for given in search.given {
        let path = absolute(search.here, given);
        let odd = || given.display().to_string();
        let data = std::fs::metadata(&path).map_err(|_| DiscoverError::Missing(odd()))?;
        if data.is_dir() {
            folders.push(path);
        } else if data.is_file() {
            found.add(search.names, path, true, true);
        } else {
            return Err(DiscoverError::NotFileOrFolder(odd()));
        }
    }
    for listed in search.listed.into_iter().flatten() {
        let path = absolute(search.here, listed);
        if search.names.wanted(&path) && path.is_file() {
            found.add(search.names, path, true, true);
        }
    }
    if let Some(path) = search.stdin_file {
        found.add(search.names, absolute(search.here, path), true, true);
    }
    if search.names_nothing() {
        folders.push(search.here.to_path_buf());
    }
    let checkout = Checkout::containing(search.here);
    let mut submodules = BTreeSet::new();
    let indexed = checkout.as_ref().and_then(|checkout| tracked(checkout, search, &folders, &mut submodules));
    let walked =
        folders.iter().filter(|folder| !folders.iter().any(|above| above != *folder && folder.starts_with(above)));
    for folder in walked {
        walk(folder, search.names, &submodules, true, &mut found);
    }
    match indexed {
        Some(indexed) => indexed.into_iter().for_each(|(path, kind)| found.indexed(path, kind, search, &folders)),
        // Without an index the rest is walked, where somebody marked how far it reaches.
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

impl Search<'_> {
    /// Whether nothing is named, so that all that lies here is meant.
    fn names_nothing(&self) -> bool {
        self.given.is_empty() && self.listed.is_none() && self.stdin_file.is_none()
    }
}

/// What the index tracks of these names; none where it cannot be read.
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

/// A path of git's as this system has it.
#[cfg(unix)]
fn native(bytes: &[u8]) -> &Path {
    use std::os::unix::ffi::OsStrExt;
    Path::new(std::ffi::OsStr::from_bytes(bytes))
}

/// A path of git's as this system has it.
#[cfg(not(unix))]
fn native(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).replace('/', std::path::MAIN_SEPARATOR_STR))
}

/// What was found so far, by absolute path.
#[derive(Debug, Default)]
struct Found {
    files: Vec<(PathBuf, Listed)>,
    links: Vec<(PathBuf, bool)>,
    excluded: BTreeSet<PathBuf>,
    unread: Vec<(PathBuf, String)>,
}

impl Found {
    fn add(&mut self, names: &Names, path: PathBuf, reported: bool, plain: bool) {
        if names.excluded(&path) {
            if reported {
                self.excluded.insert(path);
            }
            return;
        }
        self.files.push((path, Listed { path: PathBuf::new(), reported, plain }));
    }

    fn indexed(&mut self, path: PathBuf, kind: TrackedKind, search: &Search<'_>, folders: &[PathBuf]) {
        let reported = folders.iter().any(|folder| path.starts_with(folder));
        match kind {
            TrackedKind::File => self.add(search.names, path, reported, false),
            TrackedKind::Link if !search.names.excluded(&path) => self.links.push((path, reported)),
            TrackedKind::Link | TrackedKind::Submodule => {}
        }
    }

    /// All files once, links that lead out of `top` or to a file that is there anyway left out.
    fn listing(mut self, here: &Path, top: &Path, covers_repository: bool) -> Listing {
        // Of two that are the same file, the one that is reported on and was seen comes first and stays.
        self.files.sort_by(|(a, one), (b, other)| {
            a.cmp(b).then((other.reported, other.plain).cmp(&(one.reported, one.plain)))
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
            let path = path.strip_prefix(here).map(Path::to_path_buf).unwrap_or(path);
            Listed { path, ..listed }
        });
        Listing {
            top: top.to_path_buf(),
            files: files.collect(),
            excluded: self.excluded.len(),
            covers_repository,
            links,
            unread: self.unread,
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
                self.files.insert(at, (link, Listed { path: PathBuf::new(), reported, plain: true }));
            }
        }
    }
}

/// Walks a folder in parallel, as git would: what any `.gitignore` names is not looked at.
fn walk(folder: &Path, names: &Names, submodules: &BTreeSet<PathBuf>, reported: bool, found: &mut Found) {
    let submodules = submodules.clone();
    let entries = Mutex::new((Vec::new(), Vec::new()));
    let walk = WalkBuilder::new(folder)
        .hidden(false)
        .ignore(false)
        .require_git(false)
        .threads(std::thread::available_parallelism().map_or(1, usize::from).min(8))
        .filter_entry(move |entry| entry.file_name() != ".git" && !submodules.contains(entry.path()))
        .build_parallel();
    walk.run(|| {
        Box::new(|entry| {
            match entry {
                Ok(entry) => {
                    let kind = entry.file_type().filter(|kind| kind.is_file() || kind.is_symlink());
                    if let Some(kind) = kind
                        && names.wanted(entry.path())
                        && let Ok(mut entries) = entries.lock()
                    {
                        entries.0.push((entry.into_path(), kind.is_symlink()));
                    }
                }
                Err(error) => {
                    if let Ok(mut entries) = entries.lock() {
                        entries.1.push(refusal(&error, folder));
                    }
                }
            }
            WalkState::Continue
        })
    });
    let (files, unread) = entries.into_inner().unwrap_or_default();
    for (path, is_link) in files {
        if !is_link {
            found.add(names, path, reported, true);
        } else if !names.excluded(&path) {
            found.links.push((path, reported));
        }
    }
    found.unread.extend(unread);
    found.unread.sort();
}

/// What could not be looked into, and what the system said.
fn refusal(error: &ignore::Error, folder: &Path) -> (PathBuf, String) {
    match error {
        ignore::Error::WithPath { path, err } => (path.clone(), refusal(err, folder).1),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => refusal(err, folder),
        other => (folder.to_path_buf(), other.to_string()),
    }
}

/// A path that starts at the root, without `.` and `..`.
pub fn absolute(here: &Path, path: &Path) -> PathBuf {
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
