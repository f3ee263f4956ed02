//! What is known of blueprints, compiled so that many entities can be held against it.

mod blueprint;
mod property;
mod quick;
mod store;

pub use blueprint::{Blueprint, Computed, Extent, Members, Ownership, Relation};
pub use property::Property;
pub use store::Catalog;
