//! Entities: their routes, and the checks against their blueprint.

mod bulk;
mod crud;
mod fit;
mod mirror;
mod query;
mod relation;
mod search;

pub(super) use bulk::{create_bulk, delete_bulk};
pub(super) use crud::{create, delete, list, merge, read, remove_all, replace, upsert};
pub(super) use fit::schema;
pub(super) use mirror::answer;
pub(super) use query::matches;
pub(super) use search::{search, search_page};
