//! A gate that enforces the rate limit of a server.
//!
//! Servers count requests per account, so a limit that one request hits applies to all of them: while the gate is shut, no
//! thread sends a request. While a server says how many requests it still accepts, no more are under way.

use std::sync::Mutex;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::rate_limit::RateLimitHeaders;
use super::stop::{POLL, StopSignal};
use crate::ground::lock::locked;

#[derive(Default)]
pub(super) struct Gate {
    state: Mutex<State>,
    /// A request has ended.
    ended: Notify,
}

#[derive(Default)]
struct State {
    shut: Option<Shut>,
    budget: Option<Budget>,
    /// The requests without a response yet.
    under_way: u64,
    /// The responses that were no refusal because of the rate limit.
    accepted: u64,
}

struct Shut {
    until: Instant,
    announced: bool,
}

/// How many requests the server accepts until a time.
struct Budget {
    left: u64,
    until: Instant,
}

/// The run ended while a request waited for the gate.
pub(super) struct Stopped;

/// A request that has passed the gate, until it is dropped.
pub(super) struct Passage<'g>(&'g Gate);

impl Drop for Passage<'_> {
    fn drop(&mut self) {
        locked(&self.0.state).under_way -= 1;
        self.0.ended.notify_waiters();
    }
}

impl Gate {
    /// Shuts the gate for this time, unless it is already shut for longer.
    pub(super) fn shut_for(&self, pause: Duration) {
        // A pause that overflows the clock is ignored.
        let Some(until) = Instant::now().checked_add(pause) else { return };
        let mut state = locked(&self.state);
        if state.shut.as_ref().is_none_or(|shut| shut.until < until) {
            state.shut = Some(Shut { until, announced: false });
        }
    }

    /// Learns from the headers of a response that was accepted how many more requests the server accepts.
    pub(super) fn accepted(&self, headers: &RateLimitHeaders, longest: Duration) {
        let mut state = locked(&self.state);
        state.accepted += 1;
        state.budget = match (headers.remaining, headers.reset) {
            (Some(left), Some(reset)) if !reset.is_zero() => {
                Instant::now().checked_add(reset.min(longest)).map(|until| Budget { left, until })
            }
            _ => None,
        };
    }

    /// Returns how many responses were accepted so far.
    pub(super) fn count_accepted(&self) -> u64 {
        locked(&self.state).accepted
    }

    /// Waits until a request may be sent. `announce` is called with the remaining time, once for each time the gate was shut.
    pub(super) async fn pass(&self, stop: &StopSignal, announce: impl Fn(Duration)) -> Result<Passage<'_>, Stopped> {
        loop {
            let until = match self.look() {
                Look::Open => return Ok(Passage(self)),
                Look::Shut { until, first } => {
                    if first {
                        announce(until.saturating_duration_since(Instant::now()));
                    }
                    until
                }
                Look::Full { until } => until,
            };
            if stop.is_raised() {
                return Err(Stopped);
            }
            tokio::select! {
                () = tokio::time::sleep_until(until.min(Instant::now() + POLL)) => {}
                () = self.ended.notified() => {}
            }
        }
    }

    /// Counts a request as under way if the gate is open.
    fn look(&self) -> Look {
        let (mut state, now) = (locked(&self.state), Instant::now());
        if let Some(shut) = state.shut.as_mut().filter(|shut| shut.until > now) {
            return Look::Shut { until: shut.until, first: !std::mem::replace(&mut shut.announced, true) };
        }
        state.shut = None;
        // The server may have counted those that are under way. One alone always passes, and its response tells more.
        let is_full = |budget: &&Budget| budget.until > now && state.under_way > 0 && budget.left <= state.under_way;
        if let Some(budget) = state.budget.as_ref().filter(is_full) {
            return Look::Full { until: budget.until };
        }
        state.under_way += 1;
        Look::Open
    }
}

enum Look {
    Open,
    Shut {
        until: Instant,
        first: bool,
    },
    /// As many requests are under way as the server accepts until then.
    Full {
        until: Instant,
    },
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::*;

    fn run<F: Future>(test: F) -> F::Output {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        runtime.expect("a runtime").block_on(test)
    }

    fn headers(remaining: u64) -> RateLimitHeaders {
        RateLimitHeaders { retry_after: None, reset: Some(Duration::from_secs(60)), remaining: Some(remaining) }
    }

    #[test]
    fn no_more_requests_are_under_way_than_the_server_accepts_but_always_one() {
        run(async {
            let (gate, stop) = (Gate::default(), StopSignal::default());
            for remaining in [2, 1] {
                gate.accepted(&headers(remaining), Duration::from_secs(60));
                let mut passages = Vec::new();
                for _ in 0..remaining {
                    passages.push(gate.pass(&stop, |_| {}).await.ok().expect("it is open"));
                }
                let late = tokio::time::timeout(Duration::from_millis(20), gate.pass(&stop, |_| {})).await;
                assert!(late.is_err(), "{remaining}");
                passages.pop();
                let next = tokio::time::timeout(Duration::from_secs(20), gate.pass(&stop, |_| {})).await;
                assert!(next.is_ok_and(|passed| passed.is_ok()), "{remaining}");
            }
        });
    }

    #[test]
    fn a_shut_gate_lets_nothing_pass_but_ends_with_the_run() {
        run(async {
            let (gate, stop) = (Gate::default(), StopSignal::default());
            gate.shut_for(Duration::from_secs(600));
            let waiting = gate.pass(&stop, |_| stop.flag().store(true, Ordering::Relaxed));
            assert!(waiting.await.is_err());
        });
    }
}
