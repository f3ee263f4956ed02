//! One verb, one file: each wires the floors below and returns values.

pub mod apply;
pub mod enrich;
pub mod fix;
pub mod init;
pub mod known;
pub mod lint;
mod narrow;
pub mod online;
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
