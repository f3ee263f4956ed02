//! Applying one step of a plan.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

use crate::ground::lock::locked;
use crate::ground::path::Path;
use crate::kind::Update;
use crate::ops::apply::conflict::{changes_by_others, deletion, is_wanted};
use crate::ops::apply::lists::Lists;
use crate::ops::apply::migrate::Migrating;
use crate::ops::apply::outcome::{Conflict, StepOutcome};
use crate::ops::apply::request::{changed_parts, members, only_adds, part_of, sections};
use crate::ops::apply::wait::Watch;
use crate::ops::apply::{delete, recreate, rename};
use crate::plan::diff::diff;
use crate::plan::normalize::normalize;
use crate::plan::write::Settled;
use crate::plan::{Action, Plan, Reason, Step};
use crate::portal::{Portal, PortalError, resources};

/// The first and the longest pause while waiting for a resource that Port creates together with another one.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const MAX_PAUSE: Duration = Duration::from_secs(5);

/// What all steps of an apply share. Several threads apply steps at once, but never two that write the same resource.
pub(super) struct Applying<'a> {
    portal: &'a dyn Portal,
    /// The portal's response to the last write of each resource.
    written: Mutex<BTreeMap<String, Arc<Value>>>,
    lists: Lists,
    /// Whether the run is to end.
    stop: &'a (dyn Fn() -> bool + Sync),
}

impl<'a> Applying<'a> {
    pub(super) fn new(portal: &'a dyn Portal, plan: &Plan, stop: &'a (dyn Fn() -> bool + Sync)) -> Self {
        Self { portal, written: Mutex::default(), lists: Lists::of(plan), stop }
    }

    /// Applies a step whose dependencies are applied. `report` is told how far it has come.
    pub(super) fn step(&self, step: &Step, report: &mut dyn FnMut(&str)) -> StepOutcome {
        let watch = &mut Watch { report, stop: self.stop };
        let done = match step.action {
            Action::Create => self.create(step),
            Action::Update => self.update(step, watch),
            Action::Delete => self.delete(step, watch),
            Action::Rename => self.rename(step),
        };
        done.unwrap_or_else(StepOutcome::Failed)
    }

    fn create(&self, step: &Step) -> Result<StepOutcome, PortalError> {
        let settled = step.write.settle(step.key.kind, None);
        match resources::create(self.portal, &step.key, settled.request()) {
            Ok(Some(answer)) => {
                self.remember(step, answer);
                Ok(StepOutcome::Done)
            }
            Ok(None) => self.confirm_by_reading(step, &settled, resources::unconfirmed(&step.key)),
            // The request may have created the resource although its response was lost; or somebody else has created it.
            Err(error) if error.may_have_taken_effect() || error.status() == Some(409) => {
                self.confirm_by_reading(step, &settled, error)
            }
            Err(error) => Err(error),
        }
    }

    fn update(&self, step: &Step, watch: &mut Watch<'_>) -> Result<StepOutcome, PortalError> {
        let kind = step.key.kind;
        if step.reason == Reason::Completes
            && step.write.recreates.is_empty()
            && let Some(answered) = self.written(step)
            && only_adds(step)
            && kind.api.update == Update::ReplaceOrMerge
        {
            // This run has just written the resource. A merge only adds, so there is no need to read it again.
            let settled = step.write.settle(kind, Some(&answered));
            let delta = sections(step, &settled.request());
            return self.confirm_write(step, &settled, resources::merge(self.portal, &step.key, delta));
        }
        let Some(live) = self.live(step, watch)? else {
            if step.write.live.is_none() {
                return Err(resources::never_created(&step.key));
            }
            return Ok(StepOutcome::Conflict(Conflict::new(vec![deletion(step)], None)));
        };
        let settled = step.write.settle(kind, Some(&live));
        let now = normalize(kind, &live);
        if now == *settled.normalized() && !step.write.sends_secrets && step.write.recreates.is_empty() {
            let is_own = step.write.live.is_none() || self.written(step).is_some();
            self.remember(step, live);
            return Ok(if is_own { StepOutcome::Done } else { StepOutcome::AlreadyThere });
        }
        // A resource that Port creates together with another one has Port's defaults, which the plan did not know.
        let is_new = step.write.live.is_none() && self.written(step).is_none();
        let mut changed = changes_by_others(kind, &self.expected(step), &now);
        changed.retain(|change| !is_wanted(step, change, settled.normalized()));
        // When the owner of a resource changes, Port may add members to the resource. They are not in conflict with a step
        // that does not send them, and have only Port's defaults if this run changed the owner.
        if let Some(owner) = kind.identity.owner {
            let owner_changed = self.written_at(&format!("{owner}/{}", step.key.identifier)).is_some();
            let sends = |path: &Path| step.changes.iter().any(|own| part_of(kind, &own.path) == part_of(kind, path));
            changed.retain(|change| change.old.is_some() || (sends(&change.path) && !owner_changed));
        }
        if !is_new && !changed.is_empty() {
            return Ok(StepOutcome::Conflict(Conflict::new(changed, Some(&live))));
        }
        if !step.write.recreates.is_empty() {
            return self.recreate(step, (&live, now), &settled, watch);
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
        &self,
        step: &Step,
        (live, now): (&Value, Value),
        settled: &Settled<'_>,
        watch: &mut Watch<'_>,
    ) -> Result<StepOutcome, PortalError> {
        let answer = if step.write.recreates.iter().all(|one| one.migration.is_none()) {
            recreate::write(self.portal, step, settled)?
        } else {
            match (Migrating { portal: self.portal, step, watch, now }).run(live, &settled.body)? {
                Ok(answer) => answer,
                Err(message) => return Ok(StepOutcome::Unfinished(message)),
            }
        };
        self.remember(step, answer);
        Ok(StepOutcome::Done)
    }

    fn rename(&self, step: &Step) -> Result<StepOutcome, PortalError> {
        let rename = step.write.rename.as_ref().expect("a rename step has a rename");
        match rename::make(self.portal, step, rename, &self.expected(step))? {
            Ok(answer) => {
                self.remember(step, answer);
                Ok(StepOutcome::Done)
            }
            Err(conflict) => Ok(StepOutcome::Conflict(conflict)),
        }
    }

    fn delete(&self, step: &Step, watch: &mut Watch<'_>) -> Result<StepOutcome, PortalError> {
        let Some(live) = self.live(step, watch)? else { return Ok(StepOutcome::AlreadyThere) };
        let kind = step.key.kind;
        let changed = changes_by_others(kind, &self.expected(step), &normalize(kind, &live));
        if !changed.is_empty() {
            return Ok(StepOutcome::Conflict(Conflict::new(changed, Some(&live))));
        }
        Ok(delete::delete(self.portal, step, watch)?.map_or_else(StepOutcome::Unfinished, |()| StepOutcome::Done))
    }

    /// Reads the resource of a step. A resource that Port creates together with another one may appear some time later.
    fn live(&self, step: &Step, watch: &Watch<'_>) -> Result<Option<Value>, PortalError> {
        if self.written(step).is_none()
            && let Some(read) = self.lists.read(self.portal, &step.key)
        {
            return read.map(Some);
        }
        // What a rollback finds gone, somebody has deleted.
        let may_appear = step.action == Action::Update && step.write.live.is_none() && step.reason != Reason::Undoes;
        let mut pause = FIRST_PAUSE;
        loop {
            match resources::read(self.portal, &step.key) {
                Ok(None) | Err(PortalError::Refused { .. }) if may_appear && pause <= MAX_PAUSE && !(self.stop)() => {
                    watch.pause(pause);
                    pause *= 2;
                }
                read => return read,
            }
        }
    }

    /// Returns the normalized body that the portal has if nobody else has changed it.
    fn expected(&self, step: &Step) -> Value {
        match self.written(step) {
            Some(answered) => normalize(step.key.kind, &answered),
            None => step.write.live.clone().unwrap_or_default(),
        }
    }

    fn confirm_write(
        &self,
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
        &self,
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
                    let is_own = error.may_have_taken_effect();
                    return Ok(if is_own { StepOutcome::Done } else { StepOutcome::AlreadyThere });
                }
                match error.status() {
                    Some(409) => {
                        let changes = diff(kind, sent.normalized(), &now);
                        Ok(StepOutcome::Conflict(Conflict::new(changes, Some(&live))))
                    }
                    _ => Err(error),
                }
            }
            None => Err(error),
        }
    }

    fn remember(&self, step: &Step, body: Value) {
        locked(&self.written).insert(step.address(), Arc::new(body));
    }

    /// Returns what this run wrote of the resource of a step.
    fn written(&self, step: &Step) -> Option<Arc<Value>> {
        self.written_at(&step.address())
    }

    fn written_at(&self, address: &str) -> Option<Arc<Value>> {
        locked(&self.written).get(address).cloned()
    }
}
