//! Files on disk: the project, its model, and the files that define entities.

pub(crate) mod candidates;
mod change_lock;
pub(crate) mod create;
pub(crate) mod discover;
pub(crate) mod git;
pub(crate) mod git_index;
pub(crate) mod model;
mod model_paths;
pub(crate) mod names;
pub(crate) mod path_list;
pub(crate) mod project;
pub(crate) mod reading;
pub(crate) mod replace;
pub(crate) mod repository;
pub(crate) mod revision;
pub(crate) mod revision_model;
pub(crate) mod settings_edit;
mod settings_fault;
pub(crate) mod settings_places;
pub(crate) mod snapshot;
pub(crate) mod tag;
pub(crate) mod top;

pub(crate) use change_lock::lock_changes;
pub(crate) use model::read_model;
pub use project::{Project, ProjectFile};
