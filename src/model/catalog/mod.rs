//! The catalog: blueprints, compiled for checking many entities.

mod blueprint;
mod property;
mod quick;
mod store;

pub use blueprint::{Blueprint, Computed, Extent, Members, Ownership, Relation};
pub use property::Property;
pub use store::Catalog;
