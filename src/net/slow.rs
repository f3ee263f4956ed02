//! When to report that a server is slow.

use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use crate::ground::lock::locked;

use tokio::time::Instant;

/// How long requests may take before the first report.
const FIRST: Duration = Duration::from_millis(1500);

/// How long after a report the next one comes.
const REPORT_INTERVAL: Duration = Duration::from_secs(30);

/// A longer pause between two requests was not spent on waiting for the server.
const IDLE: Duration = Duration::from_millis(300);

/// The times that decide, for all requests to one server: many quick ones are as long a wait as a slow one.
#[derive(Default)]
pub(super) struct SlowTimer {
    times: Mutex<Times>,
}

#[derive(Default)]
struct Times {
    active: usize,
    busy_since: Option<Instant>,
    last_end: Option<Instant>,
    reported: Option<Instant>,
}

impl SlowTimer {
    /// Awaits an exchange, and calls `report` whenever it is time to.
    pub(super) async fn watch<F: Future>(&self, exchange: F, report: impl Fn()) -> F::Output {
        self.begin(Instant::now());
        let mut exchange = std::pin::pin!(exchange);
        let outcome = loop {
            match tokio::time::timeout_at(self.due(), &mut exchange).await {
                Ok(outcome) => break outcome,
                Err(_) if self.claim(Instant::now()) => report(),
                Err(_) => {}
            }
        };
        self.end(Instant::now());
        outcome
    }

    fn times(&self) -> MutexGuard<'_, Times> {
        locked(&self.times)
    }

    fn begin(&self, now: Instant) {
        let mut times = self.times();
        let is_idle = times.active == 0 && times.last_end.is_none_or(|end| now.duration_since(end) > IDLE);
        if is_idle || times.busy_since.is_none() {
            times.busy_since = Some(now);
        }
        times.active += 1;
    }

    fn end(&self, now: Instant) {
        let mut times = self.times();
        times.active -= 1;
        times.last_end = Some(now);
    }

    fn due(&self) -> Instant {
        let times = self.times();
        let first = times.busy_since.unwrap_or_else(Instant::now) + FIRST;
        times.reported.map_or(first, |reported| first.max(reported + REPORT_INTERVAL))
    }

    /// Whether the report is due and no other request has made it.
    fn claim(&self, now: Instant) -> bool {
        let is_due = self.due() <= now;
        if is_due {
            self.times().reported = Some(now);
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slow_request_or_many_quick_ones_are_reported_once() {
        let (timer, start) = (SlowTimer::default(), Instant::now());
        let after = |milliseconds| start + Duration::from_millis(milliseconds);
        for nth in 0..4 {
            timer.begin(after(nth * 400));
            assert!(!timer.claim(after(nth * 400)));
            timer.end(after(nth * 400 + 390));
        }
        timer.begin(after(1600));
        assert!(timer.claim(after(1600)) && !timer.claim(after(1601)) && !timer.claim(after(31_000)));
        assert!(timer.claim(after(32_000)));
    }

    #[test]
    fn the_time_in_which_a_person_reads_a_plan_does_not_count() {
        let (timer, start) = (SlowTimer::default(), Instant::now());
        timer.begin(start);
        timer.end(start + Duration::from_millis(100));
        timer.begin(start + Duration::from_secs(60));
        assert!(!timer.claim(start + Duration::from_secs(61)));
        assert!(timer.claim(start + Duration::from_secs(62)));
    }
}
