//! Plans: the steps that make a portal match the model, as data.

pub(crate) mod build;
pub(crate) mod diff;
pub(crate) mod export;
pub(crate) mod mask;
pub(crate) mod merge;
pub(crate) mod normalize;
pub(crate) mod order;
pub(crate) mod schedule;
mod secrets;
pub(crate) mod step;
pub(crate) mod step_body;

pub use build::{Live, bodies_after, build};
pub use step::{Action, Plan, Reason};
pub(crate) use step::{Change, Danger, Step};
