//! The model of an earlier revision, with the settings that it had.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Component, Path};

use crate::disk::git::RevisionError;
use crate::disk::git_index::Checkout;
use crate::disk::model::{parsed, relative_path};
use crate::disk::model_paths::{PROFILES, has_model_extension};
use crate::disk::project::{FILE, MODEL, Project, ProjectError, ProjectFile};
use crate::disk::revision::Revision;
use crate::model::ModelFile;
use crate::yaml::parse::Limits;

/// The files of a model at an earlier revision.
#[derive(Debug)]
pub(crate) struct RevisionModel {
    /// The commit.
    pub commit: String,
    /// When it was committed, in RFC 3339.
    pub time: String,
    /// The settings that the model depends on.
    pub settings: ProjectFile,
    /// The files. They are named as git names them: `main:model/blueprints/service.yml`.
    pub files: Vec<ModelFile>,
}

/// Why the model of an earlier revision cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BaseError {
    /// The revision could not be read.
    #[error(transparent)]
    Revision(#[from] RevisionError),
    /// Nothing was recorded as applied.
    #[error("there is no tag `{0}`, which records the last apply")]
    NotRecorded(String),
    /// Its settings are not valid.
    #[error(transparent)]
    Settings(#[from] ProjectError),
    /// Its variables are not valid.
    #[error("the variables at `{revision}` cannot be used: {reason}")]
    Variables {
        /// The revision.
        revision: String,
        /// The reason.
        reason: String,
    },
    /// A file of its model cannot be read, so that nobody knows what the file declares.
    #[error("the model at `{revision}` cannot be read: {file}: {reason}")]
    Broken {
        /// The revision.
        revision: String,
        /// The file, and the line of the fault.
        file: String,
        /// The fault.
        reason: String,
    },
}

/// Reads the model that a project had at a revision, with the settings of that revision: the model may have been in another
/// folder. A profile's files, if there are any, replace those of the same path. Links are followed within the repository. A revision
/// without a model has no files.
pub(crate) fn model_at(project: &Project, profile: Option<&str>, revision: &str) -> Result<RevisionModel, BaseError> {
    let top = Checkout::containing(&project.root).map_or_else(|| project.root.clone(), |checkout| checkout.top);
    let found = Revision::open(&top, revision)?;
    let tree = RevisionTree::new(&found)?;
    let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let (real_top, root) = (canonical(&top), canonical(&project.root));
    let root = tree.project(&relative_path(&root, &real_top), &real_top);
    let settings = match tree.resolved(&joined(&root, FILE)) {
        Some(path) if found.entries.contains_key(&path) => {
            let text = found.read([path.as_str()])?.pop().map(|(_, bytes)| bytes).unwrap_or_default();
            ProjectFile::parse_of_model(&format!("{revision}:{path}"), &String::from_utf8_lossy(&text))?
        }
        _ => ProjectFile::default(),
    };
    let folder = settings.model.folder.as_deref().unwrap_or(Path::new(MODEL));
    let folder = match folder.is_absolute() {
        true => relative_path(&canonical(folder), &real_top),
        false => joined(&root, &relative_path(folder, Path::new(""))),
    };
    let mut files = tree.files(&folder, Some(PROFILES));
    if let Some(name) = profile {
        files.extend(tree.files(&joined(&joined(&folder, PROFILES), name), None));
    }
    let files = read(&found, revision, files)?;
    Ok(RevisionModel { time: found.time()?, commit: found.commit, settings, files })
}

/// Reads and parses files, each by its path below the model.
fn read(
    found: &Revision<'_>,
    revision: &str,
    files: BTreeMap<String, (String, String)>,
) -> Result<Vec<ModelFile>, BaseError> {
    let limits = Limits::default();
    let broken = |file: String, reason: String| BaseError::Broken { revision: revision.to_owned(), file, reason };
    for (shown, path) in files.values() {
        if found.entries[path].size.is_some_and(|size| size > limits.bytes as u64) {
            return Err(broken(format!("{revision}:{shown}"), "the file is too large".to_owned()));
        }
    }
    let contents = found.read(files.values().map(|(_, path)| path.as_str()))?;
    let mut models = Vec::new();
    for ((below, (shown, _)), (_, bytes)) in files.iter().zip(contents) {
        let parts: Vec<&str> = below.split('/').collect();
        let file = parsed(&parts, &format!("{revision}:{shown}"), &bytes, &limits);
        if let Some(fault) = file.faults.first().filter(|_| file.tree.is_none()) {
            let at = fault.span.start as usize;
            return Err(broken(format!("{}:{}", file.file.name, file.file.position(at)), fault.message.clone()));
        }
        models.push(file);
    }
    Ok(models)
}

fn joined(folder: &str, below: &str) -> String {
    if folder.is_empty() { below.to_owned() } else { format!("{folder}/{below}") }
}

/// The files and links of a revision.
struct RevisionTree<'r> {
    found: &'r Revision<'r>,
    /// The target of each link, as it is written.
    links: BTreeMap<String, String>,
}

/// Links can form a cycle, so no more than this many are followed.
const MAX_LINKS: usize = 40;

impl<'r> RevisionTree<'r> {
    fn new(found: &'r Revision<'r>) -> Result<Self, RevisionError> {
        let links = found.entries.iter().filter(|(_, entry)| entry.is_link).map(|(path, _)| path.as_str());
        let targets = found.read(links)?.into_iter();
        let links = targets.map(|(path, target)| (path, String::from_utf8_lossy(&target).into_owned())).collect();
        Ok(Self { found, links })
    }

    /// Returns the folder that the project had: if it is the only `portwright.toml` that has moved, its old one.
    fn project(&self, now: &str, top: &Path) -> String {
        if self.found.entries.contains_key(&joined(now, FILE)) || !top.join(now).join(FILE).exists() {
            return now.to_owned();
        }
        let all = self.found.entries.keys().filter(|path| path.rsplit('/').next() == Some(FILE));
        let moved: Vec<&String> = all.filter(|path| !top.join(path).exists()).collect();
        match moved[..] {
            [only] => only.strip_suffix(FILE).unwrap_or_default().trim_end_matches('/').to_owned(),
            _ => now.to_owned(),
        }
    }

    /// Returns the path without links, `.` and `..`; `None` if it leads out of the repository.
    fn resolved(&self, path: &str) -> Option<String> {
        let mut rest: VecDeque<String> = path.split('/').map(str::to_owned).collect();
        let (mut real, mut followed) = (Vec::<String>::new(), 0);
        while let Some(part) = rest.pop_front() {
            match part.as_str() {
                "" | "." => continue,
                ".." => drop(real.pop()?),
                _ => real.push(part),
            }
            if let Some(target) = self.links.get(&real.join("/")) {
                followed += 1;
                let leads_out = Path::new(target).components().any(|part| matches!(part, Component::RootDir));
                if leads_out || followed > MAX_LINKS {
                    return None;
                }
                real.pop();
                target.split('/').rev().for_each(|part| rest.push_front(part.to_owned()));
            }
        }
        Some(real.join("/"))
    }

    /// Returns the files of a model's folder: by path below it, the path that is shown and the path without links. Those below
    /// `except`, and names that start with `.`, are left out.
    fn files(&self, folder: &str, except: Option<&str>) -> BTreeMap<String, (String, String)> {
        let mut files = BTreeMap::new();
        let Some(real) = self.resolved(folder) else { return files };
        let (mut waiting, mut read) = (vec![(real.clone(), String::new())], vec![real.clone()]);
        while let Some((current, below)) = waiting.pop() {
            let prefix = if current.is_empty() { String::new() } else { format!("{current}/") };
            let inside = self.found.entries.range(prefix.clone()..).map(|(path, _)| path);
            let inside = inside.take_while(|path| path.starts_with(&prefix));
            for path in inside {
                let relative = joined(&below, &path[prefix.len()..]);
                let is_excepted = except.is_some_and(|name| relative.split('/').next() == Some(name));
                if is_excepted || relative.split('/').any(|part| part.starts_with('.')) {
                    continue;
                }
                // Only links lead elsewhere.
                let Some(target) = self.resolved(path) else { continue };
                if self.found.entries.contains_key(&target) {
                    if has_model_extension(Path::new(&relative)) {
                        files.insert(relative.clone(), (joined(&real, &relative), target));
                    }
                } else if !read.iter().any(|known| is_below(&target, known) || is_below(known, &target)) {
                    // A folder that is read twice could be read forever.
                    read.push(target.clone());
                    waiting.push((target, relative));
                }
            }
        }
        files
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path == folder || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}
