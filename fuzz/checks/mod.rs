//! The properties that are fuzzed. Each check takes arbitrary bytes and panics if the property does not hold; a test runs it on
//! random inputs, and a target of `cargo fuzz` on inputs that reach new code.

pub mod answers;
mod bytes;
pub mod git_index;
pub mod saved_plan;
pub mod yaml_edits;
