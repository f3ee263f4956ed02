//! Files: where a project is, what it says of itself, and its model.

pub mod model;
pub mod project;

pub use model::read_model;
pub use project::{Project, ProjectError};
