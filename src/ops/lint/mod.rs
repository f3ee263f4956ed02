//! Checking files of entities: a session takes plain inputs and returns reports.

mod baseline;
mod check;
mod editing;
mod failure;
mod file_cache;
mod fix;
mod identifier_filter;
mod input;
mod online;
mod report;
mod selection;
mod session;

pub use baseline::{BaselineError, BaselineUse};
pub use failure::LintError;
pub use fix::FixedFile;
pub use input::{Caching, Fix, LintInput};
pub use report::LintReport;
pub use selection::{PathList, Selection};
pub use session::Session;
