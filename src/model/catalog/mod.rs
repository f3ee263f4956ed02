//! What is known of blueprints, compiled so that many entities can be held against it.

mod blueprint;
mod known;
mod property;
mod quick;

pub use blueprint::{Blueprint, Computed, Extent, Members, Ownership, Relation};
pub use known::Catalog;
pub use property::Property;
