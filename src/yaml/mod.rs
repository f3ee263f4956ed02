//! YAML and JSON text as one tree of nodes that remember their bytes, and edits that keep every other byte.

pub mod fault;
mod merge;
pub mod parse;
pub mod read;
pub mod scalar;
mod syntax;
pub mod tree;
