//! The names of files that define entities.

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::path::{Path, PathBuf};

/// The default names that Port's Git integrations read. Only some of them read the second. Names that differ in the case
/// of letters are wanted too, since a rule reports them.
const DEFAULT_NAMES: &[&str] = &["port.yml", "port.yaml"];

/// The default names, with the patterns that a project includes and excludes. Patterns are written as in `.gitignore`,
/// relative to the project's folder.
#[derive(Clone, Debug)]
pub struct PortFileNames {
    root: PathBuf,
    include: Gitignore,
    exclude: Gitignore,
}

impl PortFileNames {
    /// Creates the names of a project in that folder.
    pub fn new(root: &Path, include: &[String], exclude: &[String]) -> Result<Self, String> {
        let patterns = |lines: &[String]| {
            let mut builder = GitignoreBuilder::new(root);
            for line in lines {
                builder.add_line(None, line).map_err(|error| format!("`{line}` is not a valid pattern: {error}"))?;
            }
            builder.build().map_err(|error| error.to_string())
        };
        Ok(Self { root: root.to_path_buf(), include: patterns(include)?, exclude: patterns(exclude)? })
    }

    /// Returns whether a path has a matching name. It may still be excluded.
    pub fn wanted(&self, path: &Path) -> bool {
        let named =
            path.file_name().is_some_and(|name| DEFAULT_NAMES.iter().any(|known| name.eq_ignore_ascii_case(known)));
        named
            || (!self.include.is_empty()
                && self.below(path).is_some_and(|path| self.include.matched(path, false).is_ignore()))
    }

    pub fn excluded(&self, path: &Path) -> bool {
        let matched = |path| self.exclude.matched_path_or_any_parents(path, false).is_ignore();
        !self.exclude.is_empty() && self.below(path).is_some_and(matched)
    }

    /// Returns whether only the file name decides whether a path matches.
    pub fn uses_file_name_only(&self) -> bool {
        self.include.is_empty()
    }

    fn below<'p>(&self, path: &'p Path) -> Option<&'p Path> {
        path.strip_prefix(&self.root).ok()
    }
}

/// Returns whether the file name of a path, given in bytes with `/`, is a default one.
pub(super) fn has_port_file_name(path: &[u8]) -> bool {
    DEFAULT_NAMES.iter().any(|known| {
        let start = path.len().checked_sub(known.len()).filter(|start| *start == 0 || path[start - 1] == b'/');
        start.is_some_and(|start| path[start..].eq_ignore_ascii_case(known.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_adds_names_and_leaves_folders_out() {
        let patterns = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        let names =
            PortFileNames::new(Path::new("/p"), &patterns(&["catalog/*.yml"]), &patterns(&["templates/**", "/old/"]));
        let names = names.expect("the patterns are right");
        assert!(names.wanted(Path::new("/p/a/port.yaml")) && names.wanted(Path::new("/p/catalog/x.yml")));
        assert!(!names.wanted(Path::new("/p/support.yml")) && !names.wanted(Path::new("/p/a/catalog/x.yml")));
        assert!(names.excluded(Path::new("/p/templates/a/port.yml")) && names.excluded(Path::new("/p/old/port.yml")));
        assert!(!names.excluded(Path::new("/p/a/old/port.yml")) && !names.excluded(Path::new("/q/old/port.yml")));
    }

    #[test]
    fn the_file_name_must_match_entirely() {
        assert!(has_port_file_name(b"port.yml") && has_port_file_name(b"a/port.yaml"));
        assert!(has_port_file_name(b"Port.yml") && has_port_file_name(b"a/PORT.YAML"));
        assert!(!has_port_file_name(b"support.yml") && !has_port_file_name(b"port.yml/a"));
    }
}
