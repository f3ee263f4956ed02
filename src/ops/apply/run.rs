//! An apply from beginning to end: plan, show, confirm, apply.

use std::path::Path;

use crate::ops::apply::approval::Approval;
use crate::ops::apply::outcome::{Applied, StepEvent};
use crate::ops::apply::record::{Record, RecordError, RecordInput, Recorded};
use crate::ops::apply::refusal::{Refused, Unapproved};
use crate::ops::apply::saved::{self, StaleError};
use crate::ops::apply::scheduler::{ApplyOptions, apply};
use crate::ops::base::BaseInput;
use crate::ops::plan::{self, PlanError, PlanOptions, PlanReport};
use crate::ops::saved::{SaveError, save_rollback};
use crate::ops::workspace::Workspace;
use crate::plan::rollback::{UndoInput, undo};
use crate::plan::saved::SavedPlan;
use crate::plan::{Plan, checksum};
use crate::portal::Portal;

#[derive(Clone, Copy)]
pub(crate) struct ApplyInput<'a> {
    pub workspace: Workspace<'a>,
    pub portal: &'a dyn Portal,
    pub approval: &'a Approval,
    pub source: PlanSource<'a>,
    pub options: ApplyOptions,
    /// The file for the plan that undoes the apply, and the portal's name in it.
    pub rollback: Option<(&'a Path, &'a str)>,
    /// Whether and how the applied revision is recorded.
    pub record: Option<RecordInput<'a>>,
}

/// Where the plan comes from.
#[derive(Clone, Copy)]
pub(crate) enum PlanSource<'a> {
    /// It is made now. If a checksum is given, the plan is applied only if it has the same one.
    New { options: &'a PlanOptions, base: Option<BaseInput<'a>>, checksum: Option<&'a str> },
    /// It was saved, for the portal of this name.
    Saved { plan: &'a SavedPlan, portal: &'a str },
}

pub(crate) struct ApplyHooks<'a, E> {
    /// Shows the plan, and which parts of it are refused.
    pub show: &'a mut dyn FnMut(&PlanReport, &Refused) -> Result<(), E>,
    /// Asks whether to go on, before the first step of a plan that has steps. An error ends the apply.
    pub confirm: &'a mut dyn FnMut() -> Result<(), E>,
    /// Called before each step; once it returns true, the other steps are not reached.
    pub stop: &'a (dyn Fn() -> bool + Sync),
    pub progress: &'a mut dyn FnMut(StepEvent<'_>),
}

#[derive(Debug)]
pub(crate) struct ApplyReport {
    pub plan: Plan,
    pub applied: Applied,
    /// The tag, if everything was applied and that was to be recorded.
    pub recorded: Option<Result<Recorded, RecordError>>,
}

#[derive(Debug)]
pub(crate) enum ApplyError<E> {
    Plan(PlanError),
    Stale(StaleError),
    /// The checksum of the plan is this one, not the approved one.
    WrongChecksum(Box<Plan>, Refused, String),
    Unapproved(Unapproved),
    Record(RecordError),
    /// The plan that undoes the apply could not be saved.
    Rollback(SaveError),
    Hook(E),
}

impl ApplyInput<'_> {
    /// Plans, shows the plan, checks its approval, asks for confirmation and applies it. After an error, nothing was written.
    pub(crate) fn run<E>(&self, hooks: ApplyHooks<'_, E>) -> Result<ApplyReport, ApplyError<E>> {
        let record = self.record.map(|input| Record::prepare(&self.workspace, input)).transpose();
        let record = record.map_err(ApplyError::Record)?;
        let planned = self.planned()?;
        if record.is_some() && planned.plan.partial.is_some() {
            return Err(ApplyError::Record(RecordError::Partial));
        }
        let refused = self.approval.judge(&planned.plan, &planned.policy);
        (hooks.show)(&planned, &refused).map_err(ApplyError::Hook)?;
        let PlanReport { plan, policy, content, .. } = planned;
        if let PlanSource::New { checksum: Some(approved), .. } = self.source {
            let now = checksum(&plan);
            if now != approved {
                return Err(ApplyError::WrongChecksum(Box::new(plan), refused, now));
            }
        }
        let approved = self.approval.of(&plan, &policy).map_err(ApplyError::Unapproved)?;
        if !plan.steps.is_empty() {
            (hooks.confirm)().map_err(ApplyError::Hook)?;
        }
        if let Some((file, name)) = self.rollback {
            let secrets = self.workspace.variables.secrets();
            let input = UndoInput { plan: &plan, left_out: &approved.left_out, live: &content.live, secrets: &secrets };
            let portal = (self.portal, name.to_owned());
            save_rollback(file, &undo(&input), &self.workspace, portal).map_err(ApplyError::Rollback)?;
        }
        let applied = apply(&approved, self.portal, &self.options, hooks.stop, hooks.progress);
        let recorded = record.filter(|_| applied.is_complete()).map(Record::make);
        Ok(ApplyReport { plan, applied, recorded })
    }

    fn planned<E>(&self) -> Result<PlanReport, ApplyError<E>> {
        match self.source {
            PlanSource::New { options, base, .. } => {
                plan::run(&self.workspace, self.portal, options, base).map_err(ApplyError::Plan)
            }
            PlanSource::Saved { plan, portal } => {
                saved::load(plan, &self.workspace, self.portal, portal).map_err(ApplyError::Stale)
            }
        }
    }
}
