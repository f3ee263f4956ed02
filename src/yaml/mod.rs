//! YAML and JSON text as one tree of nodes that remember their bytes, and edits that keep every other byte.

mod branch;
pub mod fault;
mod format;
mod instance;
mod merge;
pub mod parse;
pub mod read;
pub mod scalar;
pub mod schema;
mod syntax;
pub mod tree;
