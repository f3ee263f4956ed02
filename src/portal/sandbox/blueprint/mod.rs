//! Blueprints: their routes, and the checks of a written one.

mod change;
mod crud;
mod protected;
mod reference;
mod rename;
mod settle;

pub(super) use crud::{all_entities, create, delete, entities_count, list, merge, read, replace, structure};
pub(super) use reference::declares;
pub(super) use rename::{rename_mirror, rename_property, rename_relation};
pub(super) use settle::has_type;
