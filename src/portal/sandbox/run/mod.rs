//! Runs of actions: what is checked before one starts, what is sent, and how it ends.

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
pub(super) use invoke::settle;
pub(super) use start::create;
