//! What a Port portal can hold: one folder per kind, each described by data.

pub mod action;
pub mod blueprint;
pub mod descriptor;
pub mod evaluate;
pub mod expression;
pub mod identifier;
pub mod key;
pub mod query;
pub mod reference;
pub mod registry;
pub mod scorecard;
pub mod shape;
pub mod template;
pub mod treatment;

pub use descriptor::{Kind, Parent, Route};
pub use key::Key;
pub use reference::{Known, Need, Reference, Role, World};
pub use registry::KINDS;
