//! Runs of actions: what is checked before one starts, what is sent, and how it ends.

mod approve;
mod crud;
mod delivery;
mod form;
mod invoke;
mod payload;
mod start;
mod subject;

pub use approve::approve;
pub use crud::{add_log, list, logs, merge, read};
pub use delivery::Delivery;
pub use invoke::settle;
pub use start::create;
