//! A plan as a file: what it shows, what it writes, and what it was made from.

mod basis;
mod document;
mod hide;
mod key;
mod step;
mod write;

pub(crate) use basis::{Basis, StaleCause};
pub(crate) use document::{PlanFileError, SaveInput, SavedOptions, SavedPlan, SavedPortal};
pub(crate) use hide::{HideError, Hiding};
pub(crate) use step::fingerprint;

#[cfg(test)]
mod tests;
