//! The changes of a scorecard that can destroy results.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::loss::Loss;

/// Describes the data that this change can destroy; `None` if it destroys nothing.
pub(super) fn danger(path: &Path, old: Option<&Value>, new: Option<&Value>) -> Option<Loss> {
    let is_rule = path.key(0) == Some("rules") && path.0.len() == 2;
    (is_rule && old.is_some() && new.is_none())
        .then(|| Loss::of(format!("removes rule `{}` and its results", path.last_key().unwrap_or_default())))
}
