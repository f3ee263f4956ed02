//! Who last changed a resource, and when.

use crate::cli::view::escape::escaped;
use crate::plan::{Attribution, AuditEntry, by_and_at};

/// Returns a line with what Port reports of the resource, and one with the latest entry of its audit log.
pub(crate) fn lines(attribution: &Attribution) -> Vec<String> {
    let Attribution { by, at, audit } = attribution;
    let changed = match (by, at) {
        (None, None) => None,
        (by, at) => Some(format!("last changed{}", by_and_at(by.as_deref(), at.as_deref()))),
    };
    let audit = audit.as_ref().map(|AuditEntry { action, by, at, origin }| {
        let origin = origin.as_ref().map(|origin| format!(" ({origin})")).unwrap_or_default();
        format!("audit log: {action}{}{origin}", by_and_at(by.as_deref(), Some(at)))
    });
    changed.into_iter().chain(audit).map(|line| escaped(&line).into_owned()).collect()
}
