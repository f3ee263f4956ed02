//! Redacting sensitive values from the changes of a plan.

use crate::ground::path::{Path, Segment};
use crate::plan::step::Change;
use serde_json::Value;

pub(crate) const REDACTED: &str = "(sensitive value)";

/// Redacts secrets, sorted longest first, from a text.
pub(crate) fn redact(text: &str, secrets: &[String]) -> String {
    secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, REDACTED))
}

#[derive(Debug)]
pub(crate) struct Mask<'m> {
    pub paths: &'m [Path],
    /// Texts that are sensitive wherever they appear, longest first.
    pub secrets: &'m [&'m str],
}

impl Mask<'_> {
    /// Redacts them on both sides of every change, since the portal's old value of such a field is a secret too.
    pub(crate) fn redact(&self, changes: &mut [Change]) {
        for change in changes {
            for value in [&mut change.old, &mut change.new].into_iter().flatten() {
                change.sensitive |= self.redact_value(&change.path, value);
            }
        }
    }

    fn redact_value(&self, path: &Path, value: &mut Value) -> bool {
        let is_sensitive = self.paths.iter().any(|hidden| may_be_same(hidden, path))
            || value.as_str().is_some_and(|text| self.secrets.iter().any(|secret| text.contains(secret)));
        if is_sensitive {
            *value = Value::from(REDACTED);
            return true;
        }
        match value {
            Value::Array(values) => values
                .iter_mut()
                .enumerate()
                .fold(false, |found, (nth, value)| self.redact_value(&path.child(nth), value) | found),
            Value::Object(map) => map
                .iter_mut()
                .fold(false, |found, (key, value)| self.redact_value(&path.child(key.as_str()), value) | found),
            _ => false,
        }
    }
}

/// Returns whether two paths may lead to the same field. Normalized bodies have maps in place of keyed lists, so an
/// index matches any key: redacting a field too many is better than one too few.
fn may_be_same(hidden: &Path, path: &Path) -> bool {
    hidden.0.len() == path.0.len()
        && hidden.0.iter().zip(&path.0).all(|(a, b)| a == b || matches!((a, b), (Segment::Index(_), Segment::Key(_))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_a_keyed_list_is_hidden_by_its_index() {
        let paths = [Path::from_keys(&["rules"]).child(0).child("title")];
        let mask = Mask { paths: &paths, secrets: &["s3cr3t"] };
        let change = |path: Path, old: &str| Change {
            path,
            old: Some(Value::from(old)),
            new: Some(serde_json::json!({"deep": ["a s3cr3t"]})),
            danger: None,
            sensitive: false,
        };
        let mut changes =
            [change(Path::from_keys(&["rules", "r", "title"]), "before"), change(Path::from_keys(&["other"]), "plain")];
        mask.redact(&mut changes);
        assert_eq!(changes[0].old, Some(Value::from(REDACTED)));
        assert_eq!(changes[1].old, Some(Value::from("plain")));
        assert_eq!(changes[1].new, Some(serde_json::json!({"deep": [REDACTED]})));
        assert!(changes.iter().all(|change| change.sensitive));
    }
}
