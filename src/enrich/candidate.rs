//! The files that may hold an entity, from a folder or from a commit.

/// How a path is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// As a plain file.
    File,
    /// As a symbolic link, or behind one.
    Link,
    /// As another repository.
    Submodule,
    /// As a folder, a pipe, or whatever else is no file.
    Other,
    /// As a file that is none of ours: git ignores it, or the project leaves it out.
    Excluded,
}

/// A path of a repository at which entities may be defined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The path from the repository's top, with `/` between its parts.
    pub path: String,
    /// How it is stored.
    pub kind: EntryKind,
    /// Its bytes, if it is a plain file; of one that is too large, at least one more than are read.
    pub bytes: Vec<u8>,
}
