//! Runs of actions: their routes, the checks before a start, the payload, and the end.

mod approve;
mod crud;
mod delivery;
mod form;
mod invoke;
mod payload;
mod start;
mod subject;

use super::{Route, get, writes};
use crate::portal::wire::Method;

pub(super) use delivery::Delivery;
pub(super) use invoke::record_outcome;

pub(super) const ROUTES: &[Route] = &[
    get("actions/runs", crud::list),
    get("actions/runs/:", crud::read),
    writes(Method::Patch, "actions/runs/:", crud::merge),
    writes(Method::Patch, "actions/runs/:/approval", approve::approve),
    get("actions/runs/:/logs", crud::logs),
    writes(Method::Post, "actions/runs/:/logs", crud::add_log),
    writes(Method::Post, "actions/:/runs", start::create),
];
