//! Files on disk: the project, its model, and the files that define entities.

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
