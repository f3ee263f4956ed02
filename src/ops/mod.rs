//! One verb, one file: each wires the floors below and returns values.

pub mod apply;
pub mod catalog;
pub mod enrich;
pub mod init;
pub mod lint;
mod parallel;
pub mod payload;
pub mod plan;
pub mod report;
pub mod run;
mod run_status;
pub mod schema;
pub mod snapshot;
pub mod sync;
pub mod template;
pub mod validate;
pub mod workspace;
