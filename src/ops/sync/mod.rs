//! Sending the entities in files to a portal, and deleting those that are no longer in files.

mod check;
mod gather;
mod order;
mod removal;
mod run;
mod search;
mod send;
mod unchanged;

pub(crate) use check::PortalCheck;
pub(crate) use removal::{Removal, RemovalError};
pub(crate) use run::{SyncError, SyncHooks, SyncInput, SyncOutcome, SyncReport};
pub(crate) use search::SearchError;
pub(crate) use send::{FailedRequest, Stopped, Synced};

pub(in crate::ops) use check::check;
pub(in crate::ops) use gather::{attach, gather};
