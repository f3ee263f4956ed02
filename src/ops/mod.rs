//! One operation, one file: each combines the floors (layers) below and returns values.

pub(crate) mod accept;
pub mod apply;
mod attribution;
pub(crate) mod base;
pub mod catalog;
pub(crate) mod drift;
pub mod enrich;
pub mod export;
pub(crate) mod graph;
pub(crate) mod init;
pub mod lint;
mod loss;
mod migration_check;
mod other_resources;
mod parallel;
pub(crate) mod payload;
pub mod plan;
pub(crate) mod report;
pub(crate) mod run;
pub(crate) mod saved;
pub(crate) mod schema;
mod selection;
pub(crate) mod snapshot;
pub(crate) mod sync;
pub(crate) mod template;
pub(crate) mod validate;
pub mod workspace;
