//! The errors of publishing.

use super::address::AddressError;

/// Why publishing failed. No variant contains a credential.
#[derive(Debug, thiserror::Error)]
pub enum ForgeError {
    /// The repository's address is rejected.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The repository or branch does not exist, or is not visible to this token.
    #[error("{what} was not found: {reason}")]
    NotFound {
        /// The repository or branch.
        what: String,
        /// The server's message.
        reason: String,
    },
    /// The file cannot be edited: it is a symbolic link, in a submodule, or below a path that is not a folder.
    #[error("`{path}` {reason}")]
    File {
        /// Its path from the repository's top.
        path: String,
        /// The problem, as the end of a sentence about the path.
        reason: String,
    },
    /// The branch has commits by somebody else, and was not changed.
    #[error("the branch `{branch}` was not changed: {reason}")]
    Conflict {
        /// The branch.
        branch: String,
        /// The problem, or the server's message.
        reason: String,
    },
    /// Other runs pushed to the branch during every attempt.
    #[error("the branch `{branch}` was not changed, because somebody else is pushing to it: {reason}")]
    Busy {
        /// The branch.
        branch: String,
        /// The server's message.
        reason: String,
    },
    /// The token was rejected, or lacks permission.
    #[error("{what} was not allowed: {reason}")]
    Credentials {
        /// The operation that failed.
        what: String,
        /// The server's message.
        reason: String,
    },
    /// The server could not be reached, failed, or asked for a longer wait than allowed.
    #[error("{what} failed: {reason}")]
    Network {
        /// The operation that failed.
        what: String,
        /// What went wrong.
        reason: String,
    },
    /// The forge rejected a request for another reason.
    #[error("{what} was refused: {reason}")]
    Refused {
        /// The operation that failed.
        what: String,
        /// The status, and the server's message.
        reason: String,
    },
    /// Git is missing, too old, or failed.
    #[error("{what}: {reason}")]
    Git {
        /// The operation that failed.
        what: String,
        /// git's message.
        reason: String,
    },
    /// The caller asked to stop.
    #[error("stopped before {before}")]
    Stopped {
        /// The step that was not taken.
        before: String,
    },
}
