//! YAML and JSON text as a tree of nodes that record their byte ranges, and edits that keep every other byte.

mod branch;
pub(crate) mod edit;
pub(crate) mod emit;
pub mod fault;
pub(crate) mod format;
mod indentation;
mod instance;
mod line;
mod merge;
pub mod parse;
mod quoting;
#[cfg(test)]
pub(crate) mod random;
pub mod read;
pub(crate) mod scalar;
pub(crate) mod schema;
mod syntax;
mod tag;
pub(crate) mod tree;
mod violation;
mod write;

pub use tree::Node;
