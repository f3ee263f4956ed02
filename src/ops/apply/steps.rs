//! Applying the steps of a plan.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::Update;
use crate::ops::apply::approval::Approved;
use crate::ops::apply::conflict::{changes_by_others, deletion, is_wanted};
use crate::ops::apply::migrate::Migrating;
use crate::ops::apply::request::{changed_parts, members, only_adds, part_of, sections};
use crate::ops::apply::{delete, recreate, rename};
use crate::plan::diff::diff;
use crate::plan::normalize::normalize;
use crate::plan::write::Settled;
use crate::plan::{Action, Change, Reason, Step};
use crate::portal::{Portal, PortalError, resources};

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
            matches!(outcome, StepOutcome::Done | StepOutcome::LeftOut | StepOutcome::Skipped(_))
        };
        !self.is_complete() && self.outcomes.iter().all(ended)
    }

    /// Whether every step was applied.
    pub fn is_complete(&self) -> bool {
        self.outcomes.iter().all(|outcome| matches!(outcome, StepOutcome::Done))
    }
}

/// The outcome of a step.
#[derive(Debug)]
pub enum StepOutcome {
    /// It was applied, or the portal was already up to date.
    Done,
    /// The portal refused it or could not be asked.
    Failed(PortalError),
    /// Somebody changed these fields of the resource since the plan, so it was not written.
    Conflict(Vec<Change>),
    /// It stopped before it was done, for this reason; another run continues it.
    Unfinished(String),
    /// It is refused, and was left out.
    LeftOut,
    /// It depends on the step with this index, which was not applied.
    Skipped(usize),
    /// The run ended before this step.
    NotReached,
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
}

/// Applies the approved steps of a plan one after the other. The steps that depend on a failed one are skipped, and the others applied.
/// `stop` is called before each step; once it returns true, the remaining steps are not applied.
pub fn apply(
    approved: &Approved<'_>,
    portal: &dyn Portal,
    stop: &dyn Fn() -> bool,
    report: &mut dyn FnMut(StepEvent<'_>),
) -> Applied {
    let Approved { plan, left_out } = approved;
    let mut applying = Applying { portal, written: BTreeMap::new() };
    let mut applied = Applied::default();
    let mut ended = false;
    for (nth, step) in plan.steps.iter().enumerate() {
        let failed_dependency =
            step.write.after.iter().find(|before| !matches!(applied.outcomes[**before], StepOutcome::Done));
        let outcome = match failed_dependency {
            _ if ended || stop() => StepOutcome::NotReached,
            _ if left_out.contains(&nth) => StepOutcome::LeftOut,
            Some(before) => StepOutcome::Skipped(*before),
            None => {
                report(StepEvent::Started(nth, step));
                applying.step(step, &mut |message| report(StepEvent::Progress(nth, step, message)))
            }
        };
        // Every later step would fail too.
        ended |= matches!(
            outcome,
            StepOutcome::Failed(
                PortalError::Unreachable { .. } | PortalError::Credentials { .. } | PortalError::Store { .. }
            )
        );
        if !matches!(outcome, StepOutcome::NotReached | StepOutcome::LeftOut) {
            report(StepEvent::Finished(nth, step, &outcome));
        }
        applied.outcomes.push(outcome);
    }
    applied
}

/// The first and the longest pause while waiting for a resource that Port creates together with another one.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const MAX_PAUSE: Duration = Duration::from_secs(5);

struct Applying<'a> {
    portal: &'a dyn Portal,
    /// The portal's response to the last write of each resource.
    written: BTreeMap<String, Value>,
}

impl Applying<'_> {
    fn step(&mut self, step: &Step, report: &mut dyn FnMut(&str)) -> StepOutcome {
        let done = match step.action {
            Action::Create => self.create(step),
            Action::Update => self.update(step, report),
            Action::Delete => self.delete(step, report),
            Action::Rename => self.rename(step),
        };
        done.unwrap_or_else(StepOutcome::Failed)
    }

    fn create(&mut self, step: &Step) -> Result<StepOutcome, PortalError> {
        let settled = step.write.settle(step.key.kind, None);
        match resources::create(self.portal, &step.key, settled.request()) {
            Ok(Some(answer)) => {
                self.remember(step, answer);
                Ok(StepOutcome::Done)
            }
            Ok(None) => self.confirm_by_reading(step, &settled, resources::unconfirmed(&step.key)),
            // The first attempt may have created the resource although its response was lost.
            Err(error) if error.may_have_taken_effect() || error.status() == Some(409) => {
                self.confirm_by_reading(step, &settled, error)
            }
            Err(error) => Err(error),
        }
    }

    fn update(&mut self, step: &Step, report: &mut dyn FnMut(&str)) -> Result<StepOutcome, PortalError> {
        let kind = step.key.kind;
        if step.reason == Reason::Completes
            && step.write.recreates.is_empty()
            && let Some(answered) = self.written.get(&step.address())
            && only_adds(step)
            && kind.api.update == Update::ReplaceOrMerge
        {
            // This run has just written the resource. A merge only adds, so there is no need to read it again.
            let settled = step.write.settle(kind, Some(answered));
            let delta = sections(step, &settled.request());
            return self.confirm_write(step, &settled, resources::merge(self.portal, &step.key, delta));
        }
        let Some(live) = self.live(step)? else {
            if step.write.live.is_none() {
                return Err(resources::never_created(&step.key));
            }
            return Ok(StepOutcome::Conflict(vec![deletion(step)]));
        };
        let settled = step.write.settle(kind, Some(&live));
        let now = normalize(kind, &live);
        if now == *settled.normalized() && !step.write.sends_secrets && step.write.recreates.is_empty() {
            // An earlier run already made this change, or somebody else did.
            self.remember(step, live);
            return Ok(StepOutcome::Done);
        }
        // A resource that Port creates together with another one has Port's defaults, which the plan did not know.
        let is_new = step.write.live.is_none() && !self.written.contains_key(&step.address());
        let mut changed = changes_by_others(kind, &self.expected(step), &now);
        changed.retain(|change| !is_wanted(step, change, settled.normalized()));
        // When the owner of a resource changes, Port may add members to the resource. They are not in conflict with a step
        // that does not send them, and have only Port's defaults if this run changed the owner.
        if let Some(owner) = kind.identity.owner {
            let owner_changed = self.written.contains_key(&format!("{owner}/{}", step.key.identifier));
            let sends = |path: &Path| step.changes.iter().any(|own| part_of(kind, &own.path) == part_of(kind, path));
            changed.retain(|change| change.old.is_some() || (sends(&change.path) && !owner_changed));
        }
        if !is_new && !changed.is_empty() {
            return Ok(StepOutcome::Conflict(changed));
        }
        if !step.write.recreates.is_empty() {
            return self.recreate(step, (&live, now), &settled, report);
        }
        let request = settled.request();
        let sent = match kind.api.update {
            Update::Merge(_) => resources::merge(self.portal, &step.key, changed_parts(step, &request)),
            // Port refuses to replace a system blueprint unless the body is complete, but it merges into one.
            Update::ReplaceOrMerge if step.key.is_system() && only_adds(step) => {
                resources::merge(self.portal, &step.key, members(step, &request))
            }
            Update::Replace | Update::ReplaceOrMerge => resources::replace(self.portal, &step.key, request),
        };
        self.confirm_write(step, &settled, sent)
    }

    /// Changes members that Port cannot change, with their values if the plan keeps them. `live` is the portal's body, and the
    /// same normalized.
    fn recreate(
        &mut self,
        step: &Step,
        (live, now): (&Value, Value),
        settled: &Settled<'_>,
        report: &mut dyn FnMut(&str),
    ) -> Result<StepOutcome, PortalError> {
        let answer = if step.write.recreates.iter().all(|one| one.migration.is_none()) {
            recreate::write(self.portal, step, settled)?
        } else {
            match (Migrating { portal: self.portal, step, report, now }).run(live, &settled.body)? {
                Ok(answer) => answer,
                Err(message) => return Ok(StepOutcome::Unfinished(message)),
            }
        };
        self.remember(step, answer);
        Ok(StepOutcome::Done)
    }

    fn rename(&mut self, step: &Step) -> Result<StepOutcome, PortalError> {
        let rename = step.write.rename.as_ref().expect("a rename step has a rename");
        match rename::make(self.portal, step, rename, &self.expected(step))? {
            Ok(answer) => {
                self.remember(step, answer);
                Ok(StepOutcome::Done)
            }
            Err(changed) => Ok(StepOutcome::Conflict(changed)),
        }
    }

    fn delete(&mut self, step: &Step, report: &mut dyn FnMut(&str)) -> Result<StepOutcome, PortalError> {
        let Some(live) = self.live(step)? else { return Ok(StepOutcome::Done) };
        let kind = step.key.kind;
        let changed = changes_by_others(kind, &self.expected(step), &normalize(kind, &live));
        if !changed.is_empty() {
            return Ok(StepOutcome::Conflict(changed));
        }
        Ok(delete::delete(self.portal, step, report)?.map_or_else(StepOutcome::Unfinished, |()| StepOutcome::Done))
    }

    /// Reads the resource of a step. A resource that Port creates together with another one may appear some time later.
    fn live(&self, step: &Step) -> Result<Option<Value>, PortalError> {
        let mut pause = FIRST_PAUSE;
        loop {
            match resources::read(self.portal, &step.key) {
                Ok(None) | Err(PortalError::Refused { .. }) if step.write.live.is_none() && pause <= MAX_PAUSE => {
                    std::thread::sleep(pause);
                    pause *= 2;
                }
                read => return read,
            }
        }
    }

    /// Returns the normalized body that the portal has if nobody else has changed it.
    fn expected(&self, step: &Step) -> Value {
        match self.written.get(&step.address()) {
            Some(answered) => normalize(step.key.kind, answered),
            None => step.write.live.clone().unwrap_or_default(),
        }
    }

    fn confirm_write(
        &mut self,
        step: &Step,
        settled: &Settled<'_>,
        sent: Result<Option<Value>, PortalError>,
    ) -> Result<StepOutcome, PortalError> {
        match sent {
            Ok(Some(answer)) => {
                self.remember(step, answer);
                Ok(StepOutcome::Done)
            }
            Ok(None) => self.confirm_by_reading(step, settled, resources::unconfirmed(&step.key)),
            // What the portal returns does not show whether a secret was written.
            Err(error) if error.may_have_taken_effect() && !step.write.sends_secrets => {
                self.confirm_by_reading(step, settled, error)
            }
            Err(error) => Err(error),
        }
    }

    /// Checks whether the portal has the body that was sent; if not, returns the error.
    fn confirm_by_reading(
        &mut self,
        step: &Step,
        sent: &Settled<'_>,
        error: PortalError,
    ) -> Result<StepOutcome, PortalError> {
        let kind = step.key.kind;
        match resources::read(self.portal, &step.key)? {
            Some(live) => {
                let now = normalize(kind, &live);
                if now == *step.write.settle(kind, Some(&live)).normalized() {
                    self.remember(step, live);
                    return Ok(StepOutcome::Done);
                }
                match error.status() {
                    Some(409) => Ok(StepOutcome::Conflict(diff(kind, sent.normalized(), &now))),
                    _ => Err(error),
                }
            }
            None => Err(error),
        }
    }

    fn remember(&mut self, step: &Step, body: Value) {
        self.written.insert(step.address(), body);
    }
}
