//! Talking to a person: arguments, environment, colours, exit codes.

pub mod args;
pub mod catalog;
pub mod command;
pub mod env;
pub mod failure;
pub mod forge;
mod hints;
pub mod outcome;
pub mod payload;
pub mod reporting;
pub mod run;
pub mod signals;
pub mod template;
pub mod terminal;
pub mod view;

pub use run::run;
