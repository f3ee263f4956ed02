//! The changes of a scorecard group that can destroy results.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::loss::Loss;

/// Describes the data that this change can destroy; `None` if it destroys nothing.
pub(super) fn danger(path: &Path, old: Option<&Value>, new: Option<&Value>) -> Option<Loss> {
    let name = path.last_key().unwrap_or_default();
    let is_gone = old.is_some() && new.is_none();
    let lost: Vec<&str> = match (path.key(0)?, path.0.len()) {
        ("blueprints", 1) => {
            let kept = new.and_then(Value::as_array);
            let is_lost = |blueprint: &&Value| kept.is_none_or(|kept| !kept.contains(blueprint));
            old?.as_array()?.iter().filter(is_lost).filter_map(Value::as_str).collect()
        }
        ("scorecards", 1) if is_gone => old?.as_object()?.keys().map(String::as_str).collect(),
        ("scorecards", 2) if is_gone => vec![name],
        ("rules", 2) | ("scorecards", 4) if is_gone => {
            return Some(Loss::of(format!("removes rule `{name}` and its results")));
        }
        ("rules", 1) if is_gone => return Some(Loss::of("removes all rules and their results")),
        _ => return None,
    };
    (!lost.is_empty()).then(|| Loss::of(format!("removes the scorecard of `{}` and its results", lost.join("`, `"))))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_scorecard_or_rule_that_is_no_longer_listed_loses_its_results() {
        let of = |keys: &[&str], old: Value, new: Option<Value>| {
            danger(&Path::from_keys(keys), Some(&old), new.as_ref()).map(|loss| loss.message)
        };
        let scorecard = |of: &str| Some(format!("removes the scorecard of `{of}` and its results"));
        assert_eq!(of(&["blueprints"], json!(["a", "b", "c"]), Some(json!(["b"]))), scorecard("a`, `c"));
        assert_eq!(of(&["blueprints"], json!(["a"]), Some(json!(["b", "a"]))), None);
        assert_eq!(of(&["blueprints"], json!(["a"]), None), scorecard("a"));
        assert_eq!(of(&["scorecards"], json!({"a": {}}), None), scorecard("a"));
        assert_eq!(of(&["scorecards", "a"], json!({}), None), scorecard("a"));
        assert_eq!(of(&["scorecards", "a"], json!({}), Some(json!({"rules": {}}))), None);
        assert!(of(&["scorecards", "a", "rules", "r"], json!({}), None).is_some());
        assert!(of(&["rules", "r"], json!({}), None).is_some() && of(&["rules"], json!({}), None).is_some());
        assert_eq!(of(&["title"], json!("a"), None), None);
    }
}
