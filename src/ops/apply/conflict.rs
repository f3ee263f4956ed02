//! The changes that others made since a plan.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::Kind;
use crate::plan::diff::diff;
use crate::plan::{Change, Step};

/// Returns the fields that somebody else changed. Other steps can change where a resource is placed.
pub(super) fn changes_by_others(kind: &Kind, expected: &Value, live: &Value) -> Vec<Change> {
    let mut changes = diff(kind, expected, live);
    changes.retain(|change| change.path.key(0) != kind.placement().map(|(field, _)| field));
    changes
}

/// Returns whether somebody else made a change that the step makes too, with the same result. When Port renames something, it
/// may update more references than a plan expects.
pub(super) fn is_wanted(step: &Step, change: &Change, target: &Value) -> bool {
    let is_own = step.changes.iter().any(|own| own.path.is_prefix_of(&change.path));
    is_own && change.new.as_ref() == change.path.find(target)
}

/// Returns the change of a resource that somebody else deleted.
pub(super) fn deletion(step: &Step) -> Change {
    Change::new(Path::root(), step.write.live.clone(), None)
}
