//! The commands: flags, one operation, one view.

pub mod apply;
pub mod enrich;
pub mod explain;
pub mod init;
pub mod lint;
pub mod plan;
pub mod run;
pub mod sandbox;
pub mod schema;
pub mod snapshot;
pub mod sync;
pub mod validate;
