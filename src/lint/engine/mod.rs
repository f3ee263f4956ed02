//! The engine: runs the rules that it is given over files, and makes one list of what they find.

mod file;
mod levels;
mod model;
mod repository;
mod selection;
mod tidy;

pub use file::{FileReport, Lint, check_file, unreadable};
pub use levels::{Level, Levels};
pub use model::check_model;
pub use repository::check_repository;
