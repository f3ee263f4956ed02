//! Applies the steps of a plan, several at once, as soon as what they depend on is done.

use std::collections::BTreeSet;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, Scope};
use std::time::Duration;

use crate::kind::Key;
use crate::ops::apply::approval::Approved;
use crate::ops::apply::outcome::{Applied, StepEvent, StepOutcome};
use crate::ops::apply::steps::Applying;
use crate::plan::rename::Rename;
use crate::plan::{Plan, Step};
use crate::portal::{Portal, PortalError};

/// How often a report is due while nothing else happens.
const TICK: Duration = Duration::from_secs(1);

/// How an apply goes about its steps.
#[derive(Clone, Copy, Debug)]
pub struct ApplyOptions {
    /// How many steps are applied at once at most. A portal may allow fewer.
    pub parallelism: usize,
    /// Whether no further step starts once one has failed.
    pub stops_on_error: bool,
}

impl ApplyOptions {
    /// The default, and the number that Terraform uses.
    pub const PARALLELISM: usize = 10;
}

impl Default for ApplyOptions {
    fn default() -> Self {
        Self { parallelism: Self::PARALLELISM, stops_on_error: false }
    }
}

/// Applies the approved steps of a plan. The steps that depend on a failed one are skipped, and the others applied. `stop` is
/// called before each step; once it returns true, no further step starts, and the running ones are finished. `report` is called
/// on the calling thread, in the order in which things happen.
pub fn apply(
    approved: &Approved<'_>,
    portal: &dyn Portal,
    options: &ApplyOptions,
    stop: &(dyn Fn() -> bool + Sync),
    report: &mut dyn FnMut(StepEvent<'_>),
) -> Applied {
    let Approved { plan, left_out } = approved;
    let applying = Applying::new(portal, plan, stop);
    let mut queue = Queue::new(plan, left_out, options.stops_on_error);
    let limit = options.parallelism.min(portal.concurrency()).max(1);
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        loop {
            while queue.running.len() < limit && !queue.ended {
                queue.ended = stop();
                let Some(nth) = queue.start_next(report) else { break };
                start(scope, &applying, nth, &plan.steps[nth], sender.clone());
            }
            if queue.running.is_empty() {
                break;
            }
            match receiver.recv_timeout(TICK) {
                Ok(Message::Progress(nth, message)) => {
                    report(StepEvent::Progress(nth, &plan.steps[nth], &message));
                }
                Ok(Message::Finished(nth, outcome)) => queue.finish(nth, outcome, report),
                // The scope passes the panic on as soon as the other steps are finished.
                Ok(Message::Panicked(nth)) => {
                    queue.running.remove(&nth);
                    queue.ended = true;
                }
                Err(RecvTimeoutError::Timeout) => report(StepEvent::Tick),
                Err(RecvTimeoutError::Disconnected) => unreachable!("this function has a sender"),
            }
        }
    });
    queue.end()
}

enum Message {
    Progress(usize, String),
    Finished(usize, StepOutcome),
    Panicked(usize),
}

/// Applies a step on a thread of its own, which sends messages until it has finished.
fn start<'s>(
    scope: &'s Scope<'s, '_>,
    applying: &'s Applying<'_>,
    nth: usize,
    step: &'s Step,
    sender: Sender<Message>,
) {
    struct OnPanic(usize, Sender<Message>);
    impl Drop for OnPanic {
        fn drop(&mut self) {
            if thread::panicking() {
                let _ = self.1.send(Message::Panicked(self.0));
            }
        }
    }
    scope.spawn(move || {
        let on_panic = OnPanic(nth, sender);
        let sender = &on_panic.1;
        // The receiver lives until all steps have finished.
        let outcome = applying.step(step, &mut |message| _ = sender.send(Message::Progress(nth, message.to_owned())));
        let _ = sender.send(Message::Finished(nth, outcome));
    });
}

/// The steps that wait, run and have ended.
struct Queue<'p> {
    plan: &'p Plan,
    outcomes: Vec<Option<StepOutcome>>,
    /// What each step writes.
    claims: Vec<Vec<Claim>>,
    running: BTreeSet<usize>,
    /// Every step before this one has started or ended.
    next: usize,
    stops_on_error: bool,
    /// Whether no further step starts.
    ended: bool,
}

impl<'p> Queue<'p> {
    fn new(plan: &'p Plan, left_out: &BTreeSet<usize>, stops_on_error: bool) -> Self {
        let outcome = |nth| left_out.contains(&nth).then_some(StepOutcome::LeftOut);
        let outcomes = (0..plan.steps.len()).map(outcome).collect();
        let claims = plan.steps.iter().map(claims).collect();
        Self { plan, outcomes, claims, running: BTreeSet::new(), next: 0, stops_on_error, ended: false }
    }

    /// Starts the first step in the plan's order that can be applied now, and skips those that cannot be applied at all. Returns
    /// its number.
    fn start_next(&mut self, report: &mut dyn FnMut(StepEvent<'_>)) -> Option<usize> {
        if self.ended {
            return None;
        }
        // Steps of one resource keep the plan's order.
        let mut claimed: BTreeSet<Claim> = self.running.iter().flat_map(|nth| &self.claims[*nth]).cloned().collect();
        for nth in self.next..self.plan.steps.len() {
            if self.outcomes[nth].is_some() || self.running.contains(&nth) {
                self.next += usize::from(self.next == nth);
                continue;
            }
            let step = &self.plan.steps[nth];
            let after = || step.write.after.iter().map(|before| (*before, &self.outcomes[*before]));
            if let Some((before, _)) = after().find(|(_, outcome)| outcome.as_ref().is_some_and(|one| !one.is_done())) {
                self.finish(nth, StepOutcome::Skipped(before), report);
                continue;
            }
            let claims = &self.claims[nth];
            let is_free = claims.iter().all(|claim| !claimed.contains(claim));
            if is_free && after().all(|(_, outcome)| outcome.is_some()) {
                self.running.insert(nth);
                report(StepEvent::Started(nth, step));
                return Some(nth);
            }
            claimed.extend(claims.iter().cloned());
        }
        None
    }

    fn finish(&mut self, nth: usize, outcome: StepOutcome, report: &mut dyn FnMut(StepEvent<'_>)) {
        self.running.remove(&nth);
        report(StepEvent::Finished(nth, &self.plan.steps[nth], &outcome));
        // Every later step would fail too.
        let ends_all = matches!(
            outcome,
            StepOutcome::Failed(
                PortalError::Unreachable { .. } | PortalError::Credentials { .. } | PortalError::Store { .. }
            )
        );
        self.ended |= ends_all || (self.stops_on_error && !outcome.is_done());
        self.outcomes[nth] = Some(outcome);
    }

    fn end(self) -> Applied {
        Applied { outcomes: self.outcomes.into_iter().map(|one| one.unwrap_or(StepOutcome::NotReached)).collect() }
    }
}

/// Something that only one step writes at a time: the name of a kind, and an identifier.
type Claim = (&'static str, String);

/// Returns what a step writes: its resource, that of which it is a part, and the order in which it is placed.
fn claims(step: &Step) -> Vec<Claim> {
    let own = |key: &Key| {
        let Key { kind, parent, identifier } = key;
        let part_of = match (&kind.identity.parent, parent) {
            (Some(of), Some(parent)) => (of.kind, parent.clone()),
            _ => (kind.identity.owner.unwrap_or(kind.name), identifier.clone()),
        };
        let order = kind.placement().map(|(field, _)| (field, String::new()));
        [part_of].into_iter().chain(order)
    };
    let old = step.write.rename.as_ref().map(Rename::old_key);
    own(&step.key).chain(old.iter().flat_map(own)).collect()
}
