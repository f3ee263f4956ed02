//! Applying an approved plan.

mod approval;
mod conflict;
mod delete;
mod lists;
mod migrate;
mod outcome;
mod record;
mod recreate;
mod refusal;
mod rename;
mod request;
mod run;
mod saved;
mod scheduler;
mod steps;
mod wait;

pub use approval::{Approval, Approved, Policy};
pub use outcome::{Applied, Conflict, StepEvent, StepOutcome};
pub(crate) use record::{RecordError, RecordInput, Recorded};
pub use refusal::{MassChange, RefusalReason, Refused, RefusedStep, Unapproved, UnusedApproval};
pub(crate) use run::{ApplyError, ApplyHooks, ApplyInput, ApplyReport, PlanSource};
pub(crate) use saved::StaleError;
pub use scheduler::{ApplyOptions, apply};
