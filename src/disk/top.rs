//! Paths from the top of the repository, for reports that other programs read.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

use crate::disk::discover::absolute;
use crate::disk::git_index::Checkout;
use crate::disk::model::relative_path;

/// The top of a repository, and the current folder, from which files are named.
#[derive(Clone, Debug)]
pub(crate) struct Top {
    here: PathBuf,
    top: PathBuf,
}

impl Top {
    /// Returns the top of the checkout that contains a folder, otherwise `project`, otherwise the folder itself.
    pub(crate) fn of(here: &Path, project: Option<&Path>) -> Self {
        let checkout = Checkout::containing(here);
        let top = checkout.as_ref().map(|checkout| checkout.top.as_path()).or(project).unwrap_or(here);
        Self { here: here.to_path_buf(), top: top.to_path_buf() }
    }

    /// Returns the path from the top. That of a file in another repository is from the top of that one, and any other from
    /// the root of the system, without a leading slash: these paths are never absolute, and never start with `..`.
    pub(crate) fn path<'n>(&self, name: &'n str) -> Cow<'n, str> {
        let is_below = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        if is_below && self.here == self.top {
            return Cow::Borrowed(name);
        }
        let path = absolute(&self.here, Path::new(name));
        let below = |top: &Path| path.strip_prefix(top).ok().map(|below| relative_path(below, Path::new("")));
        let elsewhere = || Checkout::containing(path.parent()?).and_then(|checkout| below(&checkout.top));
        let from_root = || path.components().filter(|part| matches!(part, Component::Normal(_))).collect::<PathBuf>();
        let named = below(&self.top).or_else(elsewhere);
        Cow::Owned(named.unwrap_or_else(|| relative_path(&from_root(), Path::new(""))))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_from_the_top_wherever_the_run_was_started() {
        let folder = tempfile::tempdir().expect("a folder");
        let here = folder.path().join("a/b");
        std::fs::create_dir_all(folder.path().join("a/.git")).expect("a folder");
        std::fs::create_dir_all(folder.path().join("other/.git")).expect("a folder");
        std::fs::create_dir_all(&here).expect("a folder");
        for git in ["a/.git/HEAD", "other/.git/HEAD"] {
            std::fs::write(folder.path().join(git), "").expect("a file");
        }
        let top = Top::of(&here, None);
        assert_eq!(top.path("port.yml"), "b/port.yml");
        assert_eq!(top.path("../c/port.yml"), "c/port.yml");
        assert_eq!(top.path(&folder.path().join("a/port.yml").to_string_lossy()), "port.yml");
        assert_eq!(top.path("../../other/x/port.yml"), "x/port.yml");
        assert_eq!(top.path("/port-of-nobody/port.yml"), "port-of-nobody/port.yml");
        assert_eq!(Top::of(Path::new("/p/q"), Some(Path::new("/p"))).path("../port.yml"), "port.yml");
        assert_eq!(Top::of(Path::new("/p/q"), None).path("port.yml"), "port.yml");
    }
}
