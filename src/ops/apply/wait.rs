//! Waiting for a migration of the portal to end.

use std::time::{Duration, Instant};

use crate::portal::migrations::{self, MigrationReport};
use crate::portal::{Portal, PortalError};

/// The first pause between two reads of a running migration.
const FIRST_PAUSE: Duration = Duration::from_millis(25);
/// The longest pause.
const MAX_PAUSE: Duration = Duration::from_secs(5);
/// After this time, the step ends as unfinished.
const MAX_RUNNING: Duration = Duration::from_secs(30 * 60);

/// How a step that waits is watched from outside.
pub(super) struct Watch<'w> {
    /// Is told how far the step has come.
    pub report: &'w mut dyn FnMut(&str),
    /// Whether the run is to end.
    pub stop: &'w (dyn Fn() -> bool + Sync),
}

impl Watch<'_> {
    pub(super) fn report(&mut self, message: &str) {
        (self.report)(message);
    }

    /// Waits, and returns whether to go on.
    pub(super) fn pause(&self, pause: Duration) -> bool {
        /// How often it looks whether the run is to end.
        const POLL: Duration = Duration::from_millis(50);
        let until = Instant::now() + pause;
        while Instant::now() < until {
            if (self.stop)() {
                return false;
            }
            std::thread::sleep(POLL.min(until.saturating_duration_since(Instant::now())));
        }
        !(self.stop)()
    }
}

/// Asks about a migration until it ends, it has run too long, or the run is to end.
pub(super) fn wait(
    portal: &dyn Portal,
    identifier: &str,
    watch: &mut Watch<'_>,
) -> Result<MigrationReport, PortalError> {
    let (start, mut pause) = (Instant::now(), FIRST_PAUSE);
    loop {
        let found = migrations::read(portal, identifier)?;
        if !found.is_running() || start.elapsed() > MAX_RUNNING {
            return Ok(found);
        }
        if pause >= Duration::from_secs(1) {
            watch.report(&format!("migration {identifier} is {}: {} entities so far", found.status, found.written));
        }
        if !watch.pause(pause) {
            return Ok(found);
        }
        pause = (pause * 2).min(MAX_PAUSE);
    }
}
