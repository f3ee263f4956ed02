//! How values look: to a person and to a program. One output format, one file.

pub mod apply;
pub mod change;
pub mod diff;
pub mod enrich;
pub mod findings;
pub mod init;
pub mod lint;
pub mod list;
pub mod paint;
pub mod plan;
pub mod plan_json;
pub mod report;
pub mod run;
pub mod sync;
pub mod text;
pub mod value;
pub mod words;

pub use crate::ground::escape;
pub use findings::{findings, findings_aside};
pub use words::count;
