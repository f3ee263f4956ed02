//! The tag that records which revision was applied.

use std::path::Path;

use crate::disk::git::{Git, RevisionError};

/// Why a tag could not be recorded or pushed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TagError {
    /// Git cannot be run.
    #[error(transparent)]
    Git(#[from] RevisionError),
    /// No tag can have this name.
    #[error("`{0}` is not a valid name of a tag")]
    Name(String),
    /// It could not be set.
    #[error("tag `{name}` could not be set: {reason}")]
    Unset {
        /// The name.
        name: String,
        /// Git's message.
        reason: String,
    },
    /// It could not be pushed.
    #[error("tag `{name}` could not be pushed: {reason}")]
    Unpushed {
        /// The name.
        name: String,
        /// Git's message.
        reason: String,
    },
}

/// The remote that tags are pushed to.
const REMOTE: &str = "origin";

/// Additional settings of a push, by which it runs no program and pushes nothing else.
const PUSH: &[&str] = &["-c", "push.gpgSign=false", "-c", "push.recurseSubmodules=no", "-c", "push.followTags=false"];

/// Checks that a tag can have this name.
pub(crate) fn check_name(top: &Path, name: &str) -> Result<(), TagError> {
    let is_valid = Git::new(top)?.output(&["check-ref-format", &reference(name)])?.is_ok();
    // Git's own commands would read it as an option.
    if is_valid && !name.starts_with('-') { Ok(()) } else { Err(TagError::Name(name.to_owned())) }
}

/// Returns whether there is such a tag.
pub(crate) fn exists(top: &Path, name: &str) -> Result<bool, RevisionError> {
    Ok(Git::new(top)?.output(&["show-ref", "--verify", "--quiet", &reference(name)])?.is_ok())
}

/// Makes the tag name a commit. An existing tag is moved.
pub(crate) fn set(top: &Path, name: &str, commit: &str) -> Result<(), TagError> {
    let set = Git::new(top)?.output(&["update-ref", &reference(name), commit])?;
    set.map(|_| ()).map_err(|reason| TagError::Unset { name: name.to_owned(), reason })
}

/// Pushes the tag to `origin`, and moves the one that is there.
pub(crate) fn push(top: &Path, name: &str) -> Result<(), TagError> {
    let (tag, mut arguments) = (reference(name), PUSH.to_vec());
    let refspec = format!("+{tag}:{tag}");
    arguments.extend(["push", "--quiet", REMOTE, &refspec]);
    let pushed = Git::new(top)?.output(&arguments)?;
    pushed.map(|_| ()).map_err(|reason| TagError::Unpushed { name: name.to_owned(), reason })
}

fn reference(name: &str) -> String {
    format!("refs/tags/{name}")
}
