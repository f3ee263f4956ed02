//! The files that may define an entity, from a folder or a commit.

/// The kind of a directory entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A plain file.
    File,
    /// A symbolic link, or a file behind one.
    Link,
    /// Another repository.
    Submodule,
    /// A folder, a pipe, or anything else that is not a file.
    Other,
    /// A file that git ignores or the project excludes.
    Excluded,
}

/// A path of a repository that may define entities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The path from the repository's top, with `/` between its parts.
    pub path: String,
    /// The kind of entry.
    pub kind: EntryKind,
    /// Its bytes, if it is a plain file. If the file is too large, at least one byte over the limit.
    pub bytes: Vec<u8>,
}
