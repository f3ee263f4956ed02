//! An apply from beginning to end: plan, show, ask, do.

use crate::ops::apply::approval::{Approval, Unapproved};
use crate::ops::apply::steps::{Applied, StepEvent, apply};
use crate::ops::plan::{self, PlanError, PlanReport};
use crate::ops::workspace::Workspace;
use crate::plan::Plan;
use crate::portal::Portal;

/// What is applied, and where.
#[derive(Clone, Copy)]
pub struct ApplyInput<'a> {
    /// The project.
    pub workspace: Workspace<'a>,
    /// The portal.
    pub portal: &'a dyn Portal,
    /// The destructive steps that are approved.
    pub approval: &'a Approval,
}

/// How an apply talks to whoever started it.
pub struct ApplyHooks<'a, E> {
    /// Shows the plan.
    pub show: &'a mut dyn FnMut(&PlanReport) -> Result<(), E>,
    /// Asks whether to go on, before the first step of a plan that has steps. An error ends the apply.
    pub confirm: &'a mut dyn FnMut() -> Result<(), E>,
    /// Asked before each step; once it says so, the other steps are not reached.
    pub stop: &'a dyn Fn() -> bool,
    /// Takes the progress.
    pub progress: &'a mut dyn FnMut(StepEvent<'_>),
}

/// A plan, and what became of its steps.
#[derive(Debug)]
pub struct ApplyReport {
    /// The plan.
    pub plan: Plan,
    /// What became of its steps.
    pub applied: Applied,
}

/// Why nothing was applied.
#[derive(Debug)]
pub enum ApplyError<E> {
    /// There is no plan.
    Plan(PlanError),
    /// The plan is not approved.
    Unapproved(Unapproved),
    /// The plan could not be shown, or was not confirmed.
    Hook(E),
}

impl ApplyInput<'_> {
    /// Plans, shows the plan, checks that it is approved, asks, and does it.
    ///
    /// # Errors
    /// See [`ApplyError`]; nothing is written then.
    pub fn run<E>(&self, hooks: ApplyHooks<'_, E>) -> Result<ApplyReport, ApplyError<E>> {
        let planned = plan::run(&self.workspace, self.portal).map_err(ApplyError::Plan)?;
        (hooks.show)(&planned).map_err(ApplyError::Hook)?;
        let plan = planned.plan;
        self.approval.check(&plan).map_err(ApplyError::Unapproved)?;
        if !plan.steps.is_empty() {
            (hooks.confirm)().map_err(ApplyError::Hook)?;
        }
        let applied = apply(&plan, self.portal, hooks.stop, hooks.progress);
        Ok(ApplyReport { plan, applied })
    }
}
