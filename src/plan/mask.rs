//! Hiding what must not be shown from the changes of a plan.

use serde_json::Value;

use crate::ground::path::{Path, Segment};
use crate::plan::step::Change;

/// What is shown instead.
pub const REDACTED: &str = "(sensitive value)";

/// A text with every one of these secrets, longest first, replaced.
pub fn redact(text: &str, secrets: &[String]) -> String {
    secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, REDACTED))
}

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
        let hides = self.paths.iter().any(|hidden| is_same(hidden, path))
            || value.as_str().is_some_and(|text| self.secrets.iter().any(|secret| text.contains(secret)));
        if hides {
            *value = Value::from(REDACTED);
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

/// Whether two paths lead to the same field. Settled bodies hold keyed lists as maps, so an index stands for any key: one
/// field too many is hidden rather than one too few.
fn is_same(hidden: &Path, path: &Path) -> bool {
    hidden.0.len() == path.0.len()
        && hidden.0.iter().zip(&path.0).all(|(a, b)| a == b || matches!((a, b), (Segment::Index(_), Segment::Key(_))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_a_keyed_list_is_hidden_by_its_index() {
        let paths = [Path::of(&["rules"]).then(0).then("title")];
        let mask = Mask { paths: &paths, secrets: &["s3cr3t"] };
        let change = |path: Path, old: &str| Change {
            path,
            old: Some(Value::from(old)),
            new: Some(serde_json::json!({"deep": ["a s3cr3t"]})),
            danger: None,
            sensitive: false,
        };
        let mut changes = [change(Path::of(&["rules", "r", "title"]), "before"), change(Path::of(&["other"]), "plain")];
        mask.hide(&mut changes);
        assert_eq!(changes[0].old, Some(Value::from(REDACTED)));
        assert_eq!(changes[1].old, Some(Value::from("plain")));
        assert_eq!(changes[1].new, Some(serde_json::json!({"deep": [REDACTED]})));
        assert!(changes.iter().all(|change| change.sensitive));
    }
}
