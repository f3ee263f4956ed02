//! How values look: to a person and to a program. One output format, one file.

pub mod apply;
pub mod findings;
pub mod plan;
pub mod report;
pub mod words;

pub use findings::{findings, findings_aside};
pub use words::count;
