//! Bringing the entities that files declare to a portal, and deleting those that they declared before.

mod check;
mod gather;
mod order;
mod removal;
mod run;
mod send;

pub use check::Asked;
pub use gather::AttachError;
pub use removal::{Removal, RemovalError};
pub use run::{SyncError, SyncHooks, SyncInput, SyncOutcome, SyncReport};
pub use send::{Refused, Stopped, Synced};

pub(in crate::ops) use check::check;
pub(in crate::ops) use gather::{attach, gather};
