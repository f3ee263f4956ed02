//! The changes of a scorecard group that can destroy results.

use serde_json::Value;

use crate::ground::path::Path;

/// Describes the data that this change can destroy; `None` if it destroys nothing.
pub(super) fn danger(path: &Path, old: Option<&Value>, new: Option<&Value>) -> Option<String> {
    let name = path.last_key().unwrap_or_default();
    match (path.key(0)?, path.0.len()) {
        ("blueprints", 1) => {
            let kept = new.and_then(Value::as_array);
            let is_lost = |blueprint: &&Value| kept.is_none_or(|kept| !kept.contains(blueprint));
            let lost = old?.as_array()?.iter().filter(is_lost).filter_map(Value::as_str).collect::<Vec<_>>();
            (!lost.is_empty()).then(|| format!("removes the scorecard of `{}` and its results", lost.join("`, `")))
        }
        ("scorecards", 2) if old.is_some() && new.is_none() => {
            Some(format!("removes the scorecard of `{name}` and its results"))
        }
        ("rules", 2) | ("scorecards", 4) if old.is_some() && new.is_none() => {
            Some(format!("removes rule `{name}` and its results"))
        }
        _ => None,
    }
}
