//! Where repositories live: how an edit of a file becomes a pull request.
//!
//! [`Forge`] is a place such as GitHub, entered with a token. [`Forge::open`] reads one branch of a repository into a
//! [`Checkout`] without checking anything out, and [`Checkout::publish`] pushes one commit to a branch of our own and sees to
//! it that there is one pull request for it. Run again, it finds what it did before.

mod access;
mod address;
mod authorization;
mod checkout;
mod error;
mod git;
mod open;
mod publish;
mod pull;
mod watch;

pub use access::{Access, Kind};
pub use address::{Address, AddressError, NamedBy};
pub use checkout::{Checkout, Most};
pub use error::ForgeError;
pub use git::{Mode, OnGit, TreeFile};
pub use open::{Forge, Options};
pub use publish::{Author, Outcome, Proposal, Published};
pub use watch::{Step, Watch};
