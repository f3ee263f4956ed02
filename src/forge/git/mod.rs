//! The system's git, on a repository that nothing is ever checked out of.
//!
//! No hook, filter, submodule or symbolic link of a foreign repository acts: blobs and trees are read and written as they
//! are. git runs without the user's settings, without a terminal, and with the token in its environment alone.

mod bare;
mod environment;
mod fault;
mod program;
mod tree;

pub(super) use bare::{Bare, Pushed, Remote};
pub use program::OnGit;
pub(super) use tree::{Change, Signature, writable};
pub use tree::{Mode, TreeFile};
