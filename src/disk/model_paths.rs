//! Finding the files of a model or a profile. Symbolic links are followed or reported.

use crate::disk::git_index::Checkout;
use crate::yaml::fault::Fault;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

pub(super) const PROFILES: &str = "profiles";

/// The files of a folder, by their path relative to it.
#[derive(Default)]
pub(super) struct ModelPaths {
    pub files: BTreeMap<PathBuf, PathBuf>,
    /// Links that are not followed.
    pub unfollowed: BTreeMap<PathBuf, Fault>,
}

/// Lists the files of a folder. Names that start with `.` are ignored, as is the folder of profiles. A link is followed
/// within its repository or, outside a repository, within the project in `root`.
pub(super) fn list(folder: &Path, root: &Path) -> Result<ModelPaths, (PathBuf, io::Error)> {
    let own = folder.canonicalize().map_err(|error| (folder.to_path_buf(), error))?;
    refuse_outside(folder, &own, root).map_err(|error| (folder.to_path_buf(), error))?;
    let mut links = Links { limit: limit(&own, root), read: vec![own] };
    let (mut found, mut folders) = (ModelPaths::default(), vec![folder.to_path_buf()]);
    while let Some(current) = folders.pop() {
        let is_ours = |entry: &DirEntry| {
            let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
            entry.depth() == 0 || !is_hidden && entry.path() != folder.join(PROFILES)
        };
        for entry in WalkDir::new(&current).sort_by_file_name().into_iter().filter_entry(is_ours) {
            let entry = entry.map_err(|error| {
                let path = error.path().unwrap_or(&current).to_path_buf();
                (path, error.into_io_error().unwrap_or_else(|| io::Error::other("a loop of links")))
            })?;
            let is_link = entry.path_is_symlink() && entry.depth() > 0;
            let path = entry.into_path();
            let relative = path.strip_prefix(folder).unwrap_or(&path).to_path_buf();
            let target = if is_link { links.follow(&path) } else { Ok(path.clone()) };
            match target {
                Err(fault) => _ = found.unfollowed.insert(relative, fault),
                // Other folders are part of this walk.
                Ok(target) if target.is_dir() => folders.extend(is_link.then_some(path)),
                // Only plain files are read, because a pipe or a device could block.
                Ok(target) if has_model_extension(&path) && target.is_file() => _ = found.files.insert(relative, path),
                Ok(_) => {}
            }
        }
    }
    Ok(found)
}

/// Refuses a folder that is in the project by its path, but that a link leads out of the repository.
fn refuse_outside(folder: &Path, own: &Path, root: &Path) -> io::Result<()> {
    let is_inside =
        folder.strip_prefix(root).is_ok_and(|below| !below.components().any(|part| part == Component::ParentDir));
    let Some(limit) = root.canonicalize().ok().filter(|_| is_inside).map(|top| limit(&top, root)) else {
        return Ok(());
    };
    if own.starts_with(&limit) {
        return Ok(());
    }
    let (target, limit) = (own.display(), limit.display());
    Err(io::Error::other(format!(
        "a link leads to `{target}`, which is outside of `{limit}`; replace the link with a copy of its target"
    )))
}

pub(super) fn has_model_extension(path: &Path) -> bool {
    path.extension().and_then(OsStr::to_str).is_some_and(|ending| ["yml", "yaml", "json"].contains(&ending))
}

/// Returns the folder that links may not lead out of.
fn limit(folder: &Path, root: &Path) -> PathBuf {
    let project = || root.canonicalize().ok().filter(|root| folder.starts_with(root));
    let checkout = Checkout::containing(folder).map(|checkout| checkout.top);
    checkout.or_else(project).unwrap_or_else(|| folder.parent().unwrap_or(folder).to_path_buf())
}

/// Decides which links are followed.
struct Links {
    limit: PathBuf,
    /// The folders whose entire content is read.
    read: Vec<PathBuf>,
}

impl Links {
    /// Returns what a link leads to.
    fn follow(&mut self, link: &Path) -> Result<PathBuf, Fault> {
        let written =
            || fs::read_link(link).map_or_else(|_| String::new(), |target| relative_path(&target, Path::new("")));
        let target = link.canonicalize().map_err(|error| {
            let reason = match error.kind() {
                io::ErrorKind::NotFound => "which does not exist".to_owned(),
                _ => format!("which cannot be read: {error}"),
            };
            Fault::unfollowed_link(&format!("leads to `{}`, {reason}", written()), "correct the link, or remove it")
        })?;
        if !target.starts_with(&self.limit) {
            let reason = format!("leads to `{}`, which is outside of `{}`", written(), self.limit.display());
            return Err(Fault::unfollowed_link(&reason, "replace the link with a copy of its target"));
        }
        if target.is_dir() {
            // A folder that is read twice could be read forever.
            if self.read.iter().any(|read| target.starts_with(read) || read.starts_with(&target)) {
                let reason =
                    format!("leads to `{}`, which contains files of the model that are already read", written());
                return Err(Fault::unfollowed_link(&reason, "remove the link"));
            }
            self.read.push(target.clone());
        } else if has_model_extension(&target) && !has_model_extension(link) {
            let reason =
                format!("leads to `{}`, but its own name does not end in `.yml`, `.yaml` or `.json`", written());
            return Err(Fault::unfollowed_link(&reason, "rename the link"));
        }
        Ok(target)
    }
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

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    /// The files and the reports of unfollowed links of a model with these files and links.
    fn listed(files: &[&str], links: &[(&str, &str)]) -> (Vec<String>, Vec<(String, String)>) {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("project");
        let place = |path: &str| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder is ours");
            path
        };
        files.iter().for_each(|path| fs::write(place(path), "a: 1\n").expect("the folder is ours"));
        links.iter().for_each(|(link, target)| symlink(target, place(link)).expect("the folder is ours"));
        let found = list(&root.join("model"), &root).expect("it can be read");
        let text = |path: &Path| relative_path(path, Path::new(""));
        let reports = found.unfollowed.iter().map(|(path, fault)| (text(path), fault.message.clone()));
        (found.files.keys().map(|path| text(path)).collect(), reports.collect())
    }

    #[test]
    fn links_to_files_and_folders_of_the_project_are_followed() {
        let files = ["common/a.yml", "common/deep/b.json", "one.yml", "model/c.yml"];
        let links = [("model/blueprints", "../common"), ("model/actions/d.yml", "../../one.yml")];
        let (found, reports) = listed(&files, &links);
        assert_eq!(found, ["actions/d.yml", "blueprints/a.yml", "blueprints/deep/b.json", "c.yml"]);
        assert_eq!(reports, []);
    }

    #[test]
    fn every_other_link_is_reported_and_no_loop_is_entered() {
        let files = ["common/a.yml", "model/blueprints/b.yml", "../outside/c.yml"];
        for (link, target, expected) in [
            ("model/x", "nowhere", "leads to `nowhere`, which does not exist"),
            ("model/x", "x", "which cannot be read"),
            ("model/x", "/", "is outside of"),
            ("model/x.yml", "../../outside/c.yml", "is outside of"),
            ("model/actions", "../../outside", "is outside of"),
            ("model/blueprints/x", "..", "already read"),
            ("model/blueprints/x", "../..", "already read"),
            ("model/actions", "blueprints", "already read"),
            ("model/actions/x", "../../common/a.yml", "does not end in `.yml`"),
        ] {
            let (found, reports) = listed(&files, &[(link, target)]);
            assert_eq!(found, ["blueprints/b.yml"], "{link}");
            let [(at, message)] = reports.as_slice() else { panic!("{reports:?}") };
            assert_eq!(Some(at.as_str()), link.strip_prefix("model/"));
            assert!(message.contains(expected), "{message}");
        }
    }

    #[test]
    fn no_link_leads_a_whole_model_or_profile_out_of_the_project() {
        for (link, read) in
            [("model", "model"), ("model/profiles/x", "model/profiles/x"), ("model/profiles", "model/profiles/x")]
        {
            let folder = tempfile::tempdir().expect("a folder");
            let [root, outside] = ["project", "outside"].map(|name| folder.path().join(name));
            fs::create_dir_all(outside.join("x")).expect("the folder is ours");
            fs::write(outside.join("x/a.yml"), "a: 1\n").expect("the folder is ours");
            let link = root.join(link);
            fs::create_dir_all(link.parent().expect("it has a folder")).expect("the folder is ours");
            symlink(&outside, &link).expect("the folder is ours");
            let error = list(&root.join(read), &root).err().expect("it is refused").1.to_string();
            assert!(error.contains("which is outside of"), "{error}");
            // A folder that the settings name by `..` is not in the project.
            assert!(list(&root.join("../outside"), &root).is_ok());
        }
    }

    #[test]
    fn folders_that_link_to_one_another_are_read_once() {
        let links = [("common/one/x", "../two"), ("common/two/y", "../one"), ("model/blueprints", "../common/one")];
        let (found, reports) = listed(&["common/one/a.yml", "common/two/b.yml", "model/c.yml"], &links);
        assert_eq!(found, ["blueprints/a.yml", "blueprints/x/b.yml", "c.yml"]);
        assert_eq!(reports.len(), 1);
        assert_eq!(reports[0].0, "blueprints/x/y");
    }

    #[test]
    fn names_that_start_with_a_dot_are_ignored() {
        let (found, reports) = listed(&["model/.hidden/a.yml", "model/.b.yml"], &[("model/.#c.yml", "lock")]);
        assert!(found.is_empty() && reports.is_empty());
    }
}
