//! A gate that enforces the rate limit: while it is closed, no thread sends a request.
//!
//! Servers count requests per account, so a limit that one request hits applies to all of them.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

#[derive(Default)]
pub(super) struct Gate {
    shut: Mutex<Option<Shut>>,
}

struct Shut {
    until: Instant,
    announced: bool,
}

impl Gate {
    /// Closes the gate for this time, unless it is already closed for longer.
    pub(super) fn shut_for(&self, pause: Duration) {
        let mut shut = self.shut.lock().unwrap_or_else(PoisonError::into_inner);
        // A pause that overflows the clock is ignored.
        let Some(until) = Instant::now().checked_add(pause) else { return };
        if shut.as_ref().is_none_or(|shut| shut.until < until) {
            *shut = Some(Shut { until, announced: false });
        }
    }

    /// Waits until the gate is open. `announce` is called with the remaining time, once for each time the gate was closed.
    pub(super) async fn pass(&self, announce: impl Fn(Duration)) {
        while let Some((until, first)) = self.opening_time() {
            if first {
                announce(until.saturating_duration_since(Instant::now()));
            }
            tokio::time::sleep_until(until).await;
        }
    }

    /// Returns when the gate opens, and whether this was not announced yet; `None` if it is open.
    fn opening_time(&self) -> Option<(Instant, bool)> {
        let mut shut = self.shut.lock().unwrap_or_else(PoisonError::into_inner);
        if shut.as_ref().is_some_and(|shut| shut.until <= Instant::now()) {
            *shut = None;
        }
        shut.as_mut().map(|shut| (shut.until, !std::mem::replace(&mut shut.announced, true)))
    }
}
