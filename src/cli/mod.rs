//! The command line: arguments, environment, output, exit codes.

pub(crate) mod apply_end;
pub(crate) mod apply_options;
pub(crate) mod apply_output;
pub(crate) mod approval;
pub(crate) mod args;
pub(crate) mod base;
pub(crate) mod catalog;
pub(crate) mod classify;
pub(crate) mod color;
pub(crate) mod command;
pub(crate) mod comment;
pub(crate) mod confirm;
pub(crate) mod env;
pub(crate) mod exit;
pub(crate) mod failure;
pub(crate) mod forge;
pub(crate) mod format;
pub(crate) mod global;
pub(crate) mod impact;
pub(crate) mod input;
pub(crate) mod link;
pub(crate) mod migrate;
pub(crate) mod notes;
pub(crate) mod payload;
pub(crate) mod plan_failure;
pub(crate) mod run;
pub(crate) mod saved_failure;
pub(crate) mod signals;
pub(crate) mod target;
pub(crate) mod terminal;
pub(crate) mod trace;
pub(crate) mod usage;
pub mod view;
pub(crate) mod workflow;

pub use run::run;
