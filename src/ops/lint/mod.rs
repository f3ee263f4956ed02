//! Checking files of entities: a session takes plain inputs and returns reports.

mod baseline;
mod check;
mod failure;
mod fix;
mod input;
mod file_cache;
mod identifier_filter;
mod online;
mod report;
mod selection;
mod session;

pub use baseline::{BaselineError, BaselineUse};
pub use failure::LintError;
pub use fix::FixedFile;
pub use input::{Fix, Caching, LintInput};
pub use report::LintReport;
pub use selection::{PathList, Selection};
pub use session::Session;
