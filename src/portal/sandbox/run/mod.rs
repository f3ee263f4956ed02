//! Runs of actions: their routes, the checks before a start, the payload, and the end.

mod approve;
mod crud;
mod delivery;
mod form;
mod invoke;
mod payload;
mod start;
mod subject;

pub(super) use approve::approve;
pub(super) use crud::{add_log, list, logs, merge, read};
pub(super) use delivery::Delivery;
pub(super) use invoke::record_outcome;
pub(super) use start::create;
