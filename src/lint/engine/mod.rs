//! The engine: runs rules on files, and collects their findings in one list.

mod file;
mod levels;
mod missing_lines;
mod model;
mod repository;
mod selection;
mod tidy;

pub use file::{FileReport, Lint, check_file, unreadable};
pub use levels::{Level, Levels};
pub use model::check_model;
pub use repository::check_repository;
