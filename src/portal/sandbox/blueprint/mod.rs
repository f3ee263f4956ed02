//! Blueprints: their routes, and what a written one must agree with.

mod change;
mod crud;
mod protected;
mod reference;
mod rename;
mod settle;

pub use crud::{all_entities, create, delete, entities_count, list, merge, read, replace, structure};
pub use reference::declares;
pub use rename::{rename_mirror, rename_property, rename_relation};
