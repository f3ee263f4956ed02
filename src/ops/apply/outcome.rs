//! What an apply did: the outcome of each step, and what it reports while it runs.

use serde_json::Value;

use crate::plan::{Change, Step};
use crate::portal::PortalError;

/// The outcomes of all steps, in the plan's order.
#[derive(Debug, Default)]
pub struct Applied {
    /// One for each step of the plan.
    pub outcomes: Vec<StepOutcome>,
}

impl Applied {
    /// Whether nothing failed, although refused steps were left out.
    pub(crate) fn is_only_partial(&self) -> bool {
        // A step that was skipped depends on one that was left out, or on another one that was skipped.
        let ended = |outcome: &StepOutcome| {
            outcome.is_done() || matches!(outcome, StepOutcome::LeftOut | StepOutcome::Skipped(_))
        };
        !self.is_complete() && self.outcomes.iter().all(ended)
    }

    /// Whether every step was applied.
    pub fn is_complete(&self) -> bool {
        self.outcomes.iter().all(StepOutcome::is_done)
    }
}

/// The outcome of a step.
#[derive(Debug)]
pub enum StepOutcome {
    /// It was applied.
    Done,
    /// The portal was already as the step makes it, because somebody else did the same since the plan was made.
    AlreadyThere,
    /// The portal refused it or could not be asked.
    Failed(PortalError),
    /// Somebody changed the resource since the plan was made, so it was not written.
    Conflict(Conflict),
    /// It stopped before it was done, for this reason; another run continues it.
    Unfinished(String),
    /// It is refused, and was left out.
    LeftOut,
    /// It depends on the step with this index, which was not applied.
    Skipped(usize),
    /// The run ended before this step.
    NotReached,
}

impl StepOutcome {
    /// Whether the portal is as the step makes it.
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done | Self::AlreadyThere)
    }
}

/// What somebody else did to the resource of a step.
#[derive(Debug)]
pub struct Conflict {
    /// The fields that changed since the plan was made.
    pub changes: Vec<Change>,
    /// Who last changed the resource, if the portal says so.
    pub by: Option<String>,
    /// When it was last changed.
    pub at: Option<String>,
}

impl Conflict {
    /// `live` is the body that the portal has now, if it has one.
    pub(super) fn new(changes: Vec<Change>, live: Option<&Value>) -> Self {
        let (by, at) = live.map(last_change).unwrap_or_default();
        Self { changes, by, at }
    }
}

/// Returns who last changed the resource with this body, and when, as far as the portal shows it.
pub(super) fn last_change(body: &Value) -> (Option<String>, Option<String>) {
    let text = |field: &str| body.get(field).and_then(Value::as_str).map(str::to_owned);
    (text("updatedBy").or_else(|| text("createdBy")), text("updatedAt").or_else(|| text("createdAt")))
}

/// The progress of an apply.
#[derive(Clone, Copy, Debug)]
pub enum StepEvent<'e> {
    /// This step started.
    Started(usize, &'e Step),
    /// This step has come this far.
    Progress(usize, &'e Step, &'e str),
    /// This step finished, with this outcome.
    Finished(usize, &'e Step, &'e StepOutcome),
    /// Some time has passed, and the same steps are running.
    Tick,
}
