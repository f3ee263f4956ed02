//! The catalog: blueprints, compiled for checking many entities.

mod blueprint;
mod property;
mod quick;
mod store;

pub(crate) use blueprint::{Blueprint, Computed, Ownership, Relation};
pub(crate) use property::Property;
pub use store::Catalog;
