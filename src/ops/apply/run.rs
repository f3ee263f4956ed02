//! An apply from beginning to end: plan, show, confirm, apply.

use crate::ops::apply::approval::{Approval, Unapproved};
use crate::ops::apply::steps::{Applied, StepEvent, apply};
use crate::ops::plan::{self, PlanError, PlanOptions, PlanReport};
use crate::ops::workspace::Workspace;
use crate::plan::Plan;
use crate::portal::Portal;

#[derive(Clone, Copy)]
pub(crate) struct ApplyInput<'a> {
    pub workspace: Workspace<'a>,
    pub portal: &'a dyn Portal,
    pub approval: &'a Approval,
    pub options: &'a PlanOptions,
}

pub(crate) struct ApplyHooks<'a, E> {
    pub show: &'a mut dyn FnMut(&PlanReport) -> Result<(), E>,
    /// Asks whether to go on, before the first step of a plan that has steps. An error ends the apply.
    pub confirm: &'a mut dyn FnMut() -> Result<(), E>,
    /// Called before each step; once it returns true, the other steps are not reached.
    pub stop: &'a dyn Fn() -> bool,
    pub progress: &'a mut dyn FnMut(StepEvent<'_>),
}

#[derive(Debug)]
pub(crate) struct ApplyReport {
    pub plan: Plan,
    pub applied: Applied,
}

#[derive(Debug)]
pub(crate) enum ApplyError<E> {
    Plan(PlanError),
    Unapproved(Unapproved),
    Hook(E),
}

impl ApplyInput<'_> {
    /// Plans, shows the plan, checks its approval, asks for confirmation and applies it. After an error, nothing was written.
    pub(crate) fn run<E>(&self, hooks: ApplyHooks<'_, E>) -> Result<ApplyReport, ApplyError<E>> {
        let planned = plan::run(&self.workspace, self.portal, self.options).map_err(ApplyError::Plan)?;
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
