//! Lookup of other files in the repository, for rules about `file://`.

use std::fmt;

/// The file at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its size in bytes.
    pub bytes: u64,
    /// Whether it is text: UTF-8 without a NUL byte.
    pub is_text: bool,
}

/// The files of the repository, by their path from its root with `/` separators.
pub trait Files: fmt::Debug + Sync {
    /// Returns the file at a path, or `None` if there is none.
    fn target(&self, path: &str) -> Option<Target>;

    /// Returns the text of the file at a path, or `None` if it cannot be read.
    fn text(&self, _: &str) -> Option<String> {
        None
    }

    /// Returns the path from the repository's root of a file with this name in findings.
    fn rooted(&self, name: &str) -> String {
        name.to_owned()
    }

    /// Returns whether files can be looked up at all.
    fn is_known(&self) -> bool {
        true
    }
}

/// A lookup without files, for text from standard input.
#[derive(Clone, Copy, Debug)]
pub struct NoFiles;

impl Files for NoFiles {
    fn target(&self, _: &str) -> Option<Target> {
        None
    }

    fn is_known(&self) -> bool {
        false
    }
}
