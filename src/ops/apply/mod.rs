//! Applying an approved plan.

mod approval;
mod conflict;
mod migrate;
mod record;
mod recreate;
mod rename;
mod request;
mod run;
mod saved;
mod steps;

pub use approval::{Approval, Unapproved};
pub(crate) use record::{RecordError, RecordInput, Recorded};
pub(crate) use run::{ApplyError, ApplyHooks, ApplyInput, ApplyReport, PlanSource};
pub(crate) use saved::StaleError;
pub use steps::{Applied, StepEvent, StepOutcome, apply};
