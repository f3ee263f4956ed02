//! Runs the system's git on bare repositories, so that no hook, filter, submodule or symbolic link of a repository takes
//! effect. Git runs without the user's settings, without a terminal, and with the token only in its environment.

mod bare;
mod commit;
mod environment;
mod fault;
mod memory;
mod program;
mod tree;

pub(super) use bare::{Bare, Pushed, Remote};
pub(super) use commit::{Commit, FetchResult};
pub use program::OnGit;
pub(super) use tree::{Change, Signature, writable};
pub use tree::{Mode, TreeFile};
