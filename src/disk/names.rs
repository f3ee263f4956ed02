//! Which files hold entities, by their names.

use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// What Port's Git integrations look for unless told otherwise; the second is read by some of them only.
const NAMES: &[&str] = &["port.yml", "port.yaml"];

/// The names that count, and what a project adds and leaves out. Patterns are written as in `.gitignore`, relative to
/// the project's folder.
#[derive(Clone, Debug)]
pub struct Names {
    root: PathBuf,
    include: Gitignore,
    exclude: Gitignore,
}

impl Names {
    /// Names of a project in that folder.
    ///
    /// # Errors
    /// A pattern that is none, and why.
    pub fn new(root: &Path, include: &[String], exclude: &[String]) -> Result<Self, String> {
        let patterns = |lines: &[String]| {
            let mut builder = GitignoreBuilder::new(root);
            for line in lines {
                builder.add_line(None, line).map_err(|error| format!("`{line}` is no pattern: {error}"))?;
            }
            builder.build().map_err(|error| error.to_string())
        };
        Ok(Self { root: root.to_path_buf(), include: patterns(include)?, exclude: patterns(exclude)? })
    }

    /// Whether a file with this path counts, were it not left out.
    pub fn wanted(&self, path: &Path) -> bool {
        let named = path.file_name().is_some_and(|name| NAMES.iter().any(|known| name == *known));
        named
            || (!self.include.is_empty()
                && self.below(path).is_some_and(|path| self.include.matched(path, false).is_ignore()))
    }

    /// Whether the project leaves this file out.
    pub fn excluded(&self, path: &Path) -> bool {
        let matched = |path| self.exclude.matched_path_or_any_parents(path, false).is_ignore();
        !self.exclude.is_empty() && self.below(path).is_some_and(matched)
    }

    /// Whether only the last part of a path decides if it counts.
    pub fn uses_file_name_only(&self) -> bool {
        self.include.is_empty()
    }

    fn below<'p>(&self, path: &'p Path) -> Option<&'p Path> {
        path.strip_prefix(&self.root).ok()
    }
}

/// Whether the last part of a path, given in bytes with `/`, is one of the names.
pub(super) fn has_port_file_name(path: &[u8]) -> bool {
    NAMES.iter().any(|name| {
        path.strip_suffix(name.as_bytes()).is_some_and(|folder| folder.is_empty() || folder.ends_with(b"/"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_adds_names_and_leaves_folders_out() {
        let patterns = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        let names = Names::new(Path::new("/p"), &patterns(&["catalog/*.yml"]), &patterns(&["templates/**", "/old/"]));
        let names = names.expect("the patterns are right");
        assert!(names.wanted(Path::new("/p/a/port.yaml")) && names.wanted(Path::new("/p/catalog/x.yml")));
        assert!(!names.wanted(Path::new("/p/support.yml")) && !names.wanted(Path::new("/p/a/catalog/x.yml")));
        assert!(names.excluded(Path::new("/p/templates/a/port.yml")) && names.excluded(Path::new("/p/old/port.yml")));
        assert!(!names.excluded(Path::new("/p/a/old/port.yml")) && !names.excluded(Path::new("/q/old/port.yml")));
    }

    #[test]
    fn the_name_is_the_whole_last_part() {
        assert!(has_port_file_name(b"port.yml") && has_port_file_name(b"a/port.yaml"));
        assert!(!has_port_file_name(b"support.yml") && !has_port_file_name(b"port.yml/a"));
    }
}
