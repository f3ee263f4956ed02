//! Waiting for a migration of the portal to end.

use std::time::{Duration, Instant};

use crate::portal::migrations::{self, MigrationReport};
use crate::portal::{Portal, PortalError};

/// The first pause between two reads of a running migration.
const FIRST_PAUSE: Duration = Duration::from_millis(25);
/// The longest pause.
const MAX_PAUSE: Duration = Duration::from_secs(5);
/// After this time, the step ends as unfinished.
pub(super) const MAX_RUNNING: Duration = Duration::from_secs(30 * 60);

/// Asks about a migration until it ends, or until it has run too long.
pub(super) fn wait(
    portal: &dyn Portal,
    identifier: &str,
    report: &mut dyn FnMut(&str),
) -> Result<MigrationReport, PortalError> {
    let (start, mut pause) = (Instant::now(), FIRST_PAUSE);
    loop {
        let found = migrations::read(portal, identifier)?;
        if !found.is_running() || start.elapsed() > MAX_RUNNING {
            return Ok(found);
        }
        if pause >= Duration::from_secs(1) {
            report(&format!("migration {identifier} is {}: {} entities so far", found.status, found.written));
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(MAX_PAUSE);
    }
}
