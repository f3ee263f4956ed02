//! Entities: their routes, and the checks against their blueprint.

mod bulk;
mod computed;
mod copy;
mod crud;
mod fit;
mod mirror;
mod relation;
mod search;
mod stored;

use super::{Route, asks, get, writes};
use crate::portal::wire::Method;

pub(super) use copy::{Copied, copy};
pub(super) use crud::{WRITE, remove_all, upsert};
pub(super) use fit::schema;
pub(super) use mirror::answer;
pub(super) use stored::QUIRKS;

pub(super) const ROUTES: &[Route] = &[
    asks("entities/search", search::search),
    get("blueprints/:/entities", crud::list),
    writes(Method::Post, "blueprints/:/entities", crud::create),
    writes(Method::Post, "blueprints/:/entities/bulk", bulk::create),
    asks("blueprints/:/entities/search", search::search_page),
    writes(Method::Post, "blueprints/:/bulk/entities/delete", bulk::delete),
    get("blueprints/:/entities/:", crud::read),
    writes(Method::Put, "blueprints/:/entities/:", crud::replace),
    writes(Method::Patch, "blueprints/:/entities/:", crud::merge),
    writes(Method::Delete, "blueprints/:/entities/:", crud::delete),
];
