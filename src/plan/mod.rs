//! Plans: the steps that make a portal match the model, as data.

pub mod build;
pub mod diff;
pub mod mask;
pub mod merge;
pub mod normalize;
pub mod order;
pub mod schedule;
pub mod step;
pub mod step_body;

pub use build::{Live, build, world};
pub use step::{Action, Change, Danger, Plan, Reason, Step};
