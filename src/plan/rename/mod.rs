//! Renames: which the portal has not made yet, what Port does when it makes them, and their steps.

mod follow;
mod mentions;
mod pending;
pub(crate) mod request;
mod steps;
mod suggest;

pub(crate) use pending::{PlannedRename, has_former_names, make, make_all};
pub(crate) use request::Rename;
pub(crate) use steps::finish;
