//! The model: all resources that a tree of files declares.

pub mod bodies;
pub mod build;
pub mod catalog;
pub mod declaration;
pub mod desired;
pub mod port_schema;
pub mod snapshot;
pub mod tree;
pub mod variables;

pub use bodies::Bodies;
pub use catalog::Catalog;
pub use declaration::Declaration;
pub use desired::{Claim, Desired, Removal};
pub use port_schema::port_schema;
pub use snapshot::{Snapshot, SnapshotError};
pub use tree::{FileContent, Model, ModelFile};
pub use variables::{Variable, Variables};
