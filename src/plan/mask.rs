//! Hiding what must not be shown from the changes of a plan.

use serde_json::Value;

use crate::ground::path::Path;
use crate::plan::step::Change;

/// What is shown instead.
pub const HIDDEN: &str = "(sensitive value)";

/// The fields and the texts that must not be shown.
#[derive(Debug)]
pub struct Mask<'m> {
    /// Fields whose value is sensitive.
    pub paths: &'m [Path],
    /// Texts that are sensitive wherever they stand, longest first.
    pub secrets: &'m [&'m str],
}

impl Mask<'_> {
    /// Hides them on both sides of every change: the portal's old value of such a field is a secret too.
    pub fn hide(&self, changes: &mut [Change]) {
        for change in changes {
            for value in [&mut change.old, &mut change.new].into_iter().flatten() {
                change.sensitive |= self.hide_in(&change.path, value);
            }
        }
    }

    fn hide_in(&self, path: &Path, value: &mut Value) -> bool {
        let hides = self.paths.contains(path)
            || value.as_str().is_some_and(|text| self.secrets.iter().any(|secret| text.contains(secret)));
        if hides {
            *value = Value::from(HIDDEN);
            return true;
        }
        match value {
            Value::Array(values) => values
                .iter_mut()
                .enumerate()
                .fold(false, |hid, (nth, value)| self.hide_in(&path.then(nth), value) | hid),
            Value::Object(map) => {
                map.iter_mut().fold(false, |hid, (key, value)| self.hide_in(&path.then(key.as_str()), value) | hid)
            }
            _ => false,
        }
    }
}
