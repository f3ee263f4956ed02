//! The files beside the ones that are checked, as far as rules may ask.

use std::fmt;

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// How many bytes it has.
    pub bytes: u64,
    /// Whether it is a text: UTF-8 without a NUL byte.
    pub is_text: bool,
}

/// Files of the repository, by path from its root, with `/` between its parts.
pub trait Files: fmt::Debug + Sync {
    /// What stands there; none if it is no file.
    fn target(&self, path: &str) -> Option<Target>;

    /// The path, from the repository's root, of a file that is reported under this name.
    fn rooted(&self, name: &str) -> String {
        name.to_owned()
    }

    /// Whether questions can be answered at all.
    fn is_known(&self) -> bool {
        true
    }
}

/// No knowledge of other files, as for a text from standard input.
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
