//! Forges host repositories; this module turns an edit of a file into a pull request.
//!
//! [`Forge`] is the client of a forge such as GitHub. [`Forge::open`] reads one branch of a repository into a [`Checkout`]
//! without a working tree. [`Checkout::publish`] pushes one commit to our own branch and ensures that there is one pull request
//! for it, which later runs find and update.

mod access;
mod address;
mod authorization;
mod checkout;
mod error;
mod git;
mod open;
mod own_commits;
mod proposal;
mod publish;
mod pull;
mod watch;

pub use access::{Access, Kind};
pub use address::{Address, AddressError, NamedBy};
pub use checkout::{Checkout, ReadLimits};
pub use error::ForgeError;
pub use git::{Mode, OnGit, TreeFile};
pub use open::{Forge, Options};
pub use proposal::{Author, Proposal};
pub use publish::{PublishOutcome, Published};
pub use watch::{Step, Watch};
