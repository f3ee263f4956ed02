//! Renames: which the portal has not made yet, what Port does when it makes them, and their steps.

mod pending;
pub(crate) mod request;
mod simulate;
mod stale_references;
mod steps;
mod suggest;

pub(crate) use pending::{PlannedRename, has_renames, simulate, simulate_all};
pub(crate) use request::Rename;
pub(crate) use steps::{add_steps, warn};
