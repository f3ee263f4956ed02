//! The fields in which two settled bodies differ.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::Kind;
use crate::plan::settle::default_at;
use crate::plan::step::Change;

/// Every field that differs, outermost first; both bodies are settled. A list differs as one.
pub fn diff(kind: &Kind, old: &Value, new: &Value) -> Vec<Change> {
    let mut changes = Vec::new();
    compare(kind, &Path::root(), Some(old), Some(new), &mut changes);
    changes
}

fn compare(kind: &Kind, path: &Path, old: Option<&Value>, new: Option<&Value>, changes: &mut Vec<Change>) {
    if old == new {
        return;
    }
    if let (Some(Value::Object(before)), Some(Value::Object(after))) = (old, new) {
        for (key, value) in before {
            compare(kind, &path.then(key.as_str()), Some(value), after.get(key), changes);
        }
        for (key, value) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
            compare(kind, &path.then(key.as_str()), None, Some(value), changes);
        }
        return;
    }
    // A settled body leaves a default out; a person should see what it stands for.
    let value = |side: Option<&Value>| side.cloned().or_else(|| default_at(kind, path));
    changes.push(Change { path: path.clone(), old: value(old), new: value(new), danger: None, sensitive: false });
}
