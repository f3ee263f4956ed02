//! YAML and JSON text as one tree of nodes that remember their bytes, and edits that keep every other byte.

pub mod fault;
pub mod parse;
pub mod read;
pub mod scalar;
pub mod tree;
mod merge;
mod syntax;
