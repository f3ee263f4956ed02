//! Files: where a project is, what it says of itself, and its model.

pub mod candidates;
pub mod create;
pub mod discover;
pub mod git_index;
pub mod model;
pub mod names;
pub mod project;
pub mod reading;
pub mod replace;
pub mod repository;
pub mod revision;
pub mod snapshot;

pub use model::read_model;
pub use project::{Project, ProjectError};
