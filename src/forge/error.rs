//! Why nothing was published.

use super::address::AddressError;

/// Why nothing was published, or not everything. No variant ever holds a credential.
#[derive(Debug, thiserror::Error)]
pub enum ForgeError {
    /// The repository's address is not one to go to.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// There is no such repository or branch, or it is not shown to this token.
    #[error("{what} was not found: {reason}")]
    NotFound {
        /// The repository or branch.
        what: String,
        /// The server's message.
        reason: String,
    },
    /// The file cannot be edited: it is a symbolic link, in a submodule, or below something that is no folder.
    #[error("`{path}` {reason}")]
    File {
        /// Its path from the repository's top.
        path: String,
        /// What it is instead, as a sentence's end.
        reason: String,
    },
    /// The branch has commits of somebody else. It was not changed.
    #[error("the branch `{branch}` was not changed: {reason}")]
    Conflict {
        /// The branch that was not written.
        branch: String,
        /// What is in the way, or the server's message.
        reason: String,
    },
    /// The token was not accepted, or does not suffice.
    #[error("{what} was not allowed: {reason}")]
    Credentials {
        /// What was tried.
        what: String,
        /// The server's message.
        reason: String,
    },
    /// The server could not be reached, failed, or asked for a longer wait than allowed.
    #[error("{what} failed: {reason}")]
    Network {
        /// What was tried.
        what: String,
        /// What went wrong.
        reason: String,
    },
    /// The forge refused a request for a reason of its own.
    #[error("{what} was refused: {reason}")]
    Refused {
        /// What was tried.
        what: String,
        /// The status, and the server's message.
        reason: String,
    },
    /// git is missing, too old, or failed in itself.
    #[error("{what}: {reason}")]
    Git {
        /// What was tried.
        what: String,
        /// git's message.
        reason: String,
    },
    /// It was asked to stop, and stopped before the next step.
    #[error("stopped before {before}")]
    Stopped {
        /// The step that was not taken.
        before: String,
    },
}
