//! The phases of a connection, and how long each may last.

use std::sync::{Mutex, MutexGuard};
use std::task::Waker;
use std::time::Duration;

use crate::ground::lock::locked;

use tokio::time::Instant;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// Between two requests, or before the first one.
    Idle,
    /// The head of a request is arriving.
    Head,
    /// Its body is arriving.
    Body,
    /// The client does not accept more of the answer yet.
    Sending,
    /// The server is working on the answer. This is the only phase in which the connection does not wait for its client.
    Answering,
}

/// How long each phase may last in total. Data that arrives in a phase does not extend it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub idle: Duration,
    pub head: Duration,
    pub body: Duration,
    pub sending: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { idle: seconds(60), head: seconds(5), body: seconds(15), sending: seconds(60) }
    }
}

impl Limits {
    pub(super) fn of(&self, phase: Phase) -> Duration {
        match phase {
            Phase::Idle => self.idle,
            Phase::Head => self.head,
            Phase::Body => self.body,
            Phase::Sending => self.sending,
            // The server is not limited by its client's limits.
            Phase::Answering => Duration::from_secs(24 * 60 * 60),
        }
    }
}

/// Where a connection is with its current request.
pub(super) struct Progress(Mutex<State>);

struct State {
    phase: Phase,
    since: Instant,
    /// When the client first had to accept some of the current answer.
    answered: Option<Instant>,
    is_closed: bool,
    waker: Option<Waker>,
}

impl Default for Progress {
    fn default() -> Self {
        let state = State { phase: Phase::Idle, since: Instant::now(), answered: None, is_closed: false, waker: None };
        Self(Mutex::new(state))
    }
}

impl Progress {
    fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.0)
    }

    /// Notes that a phase begins.
    pub(super) fn enter(&self, phase: Phase) {
        let mut state = self.state();
        (state.phase, state.since, state.answered) = (phase, Instant::now(), None);
        // The connection's timer is set to the end of the previous phase.
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
    }

    /// Notes that bytes have arrived: the first ones after an answer begin a request.
    pub(super) fn received(&self, now: Instant) {
        let mut state = self.state();
        if matches!(state.phase, Phase::Idle | Phase::Sending) {
            (state.phase, state.since, state.answered) = (Phase::Head, now, None);
        }
    }

    /// Notes whether the client has accepted bytes of an answer, or does not accept more yet.
    pub(super) fn sent(&self, accepted: bool, now: Instant) {
        let mut state = self.state();
        // `100 Continue` is sent while the body arrives.
        if state.phase == Phase::Body {
            return;
        }
        let answered = *state.answered.get_or_insert(now);
        (state.phase, state.since) = if accepted { (Phase::Idle, now) } else { (Phase::Sending, answered) };
    }

    /// Returns the phase and its start, and wakes this task when the connection is closed to make room; none if it is already.
    pub(super) fn watch(&self, waker: &Waker) -> Option<(Phase, Instant)> {
        let mut state = self.state();
        state.waker = Some(waker.clone());
        (!state.is_closed).then_some((state.phase, state.since))
    }

    /// How dispensable the connection is: the least value is to be closed first. None if its client waits for an answer.
    pub(super) fn rank(&self) -> Option<(bool, Instant)> {
        let state = self.state();
        let waits = !state.is_closed && state.phase != Phase::Answering;
        waits.then_some((state.phase != Phase::Idle, state.since))
    }

    /// Closes the connection.
    pub(super) fn close(&self) {
        let mut state = self.state();
        state.is_closed = true;
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
    }
}
