//! What ends a run before it is done: an interrupt, or a deadline.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// Tells every wait of a run to end. Shared by all clients of the run.
#[derive(Debug, Default)]
pub struct StopSignal {
    interrupted: Arc<AtomicBool>,
    deadline: OnceLock<(Duration, Instant)>,
}

/// How often a wait looks whether it is to end.
pub(super) const POLL: Duration = Duration::from_millis(50);

impl StopSignal {
    /// Returns the flag that an interrupt sets.
    pub fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.interrupted)
    }

    /// Sets the deadline of the run to this time from now, once.
    pub fn set_deadline(&self, after: Duration) {
        // A deadline beyond the clock's range is none.
        if let Some(at) = Instant::now().checked_add(after) {
            let _ = self.deadline.set((after, at));
        }
    }

    /// Returns whether an interrupt has come.
    pub fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }

    /// Returns the time that the run was given, if that time is over.
    pub fn passed_deadline(&self) -> Option<Duration> {
        self.deadline.get().filter(|(_, at)| *at <= Instant::now()).map(|(after, _)| *after)
    }

    /// Returns whether the run is to end.
    pub fn is_raised(&self) -> bool {
        self.is_interrupted() || self.passed_deadline().is_some()
    }

    /// Returns the time that is left until the deadline, if there is one.
    pub(super) fn time_left(&self) -> Option<Duration> {
        self.deadline.get().map(|(_, at)| at.saturating_duration_since(Instant::now()))
    }

    /// Returns why a wait ended.
    pub(super) fn reason(&self) -> String {
        match self.passed_deadline() {
            Some(after) => format!("the deadline of {} s passed", after.as_secs_f64()),
            None => "the run was interrupted while it waited".to_owned(),
        }
    }

    /// Waits, and returns whether the time is over; false if the run is to end.
    pub(super) async fn sleep(&self, pause: Duration) -> bool {
        let until = tokio::time::Instant::now() + pause;
        loop {
            let left = until.saturating_duration_since(tokio::time::Instant::now());
            if left.is_zero() {
                return true;
            }
            if self.is_raised() {
                return false;
            }
            tokio::time::sleep(left.min(POLL)).await;
        }
    }
}
