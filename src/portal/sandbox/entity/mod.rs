//! Entities: their routes, and how they must fit their blueprint.

mod bulk;
mod crud;
mod fit;
mod mirror;
mod query;
mod relation;
mod search;

pub use bulk::{create_bulk, delete_bulk};
pub use crud::{create, delete, list, merge, read, remove_all, replace, upsert};
pub use fit::schema;
pub use mirror::answer;
pub use query::chooses;
pub use search::{search, search_page};
