//! Talking to a person: arguments, environment, colours, exit codes.

pub mod args;
pub mod catalog;
mod classify;
pub mod color;
pub mod command;
pub mod env;
pub mod exit;
pub mod failure;
pub mod forge;
pub mod format;
pub mod global;
pub mod link;
pub mod payload;
pub mod run;
pub mod signals;
pub mod terminal;
pub mod trace;
pub mod view;

pub use run::run;
