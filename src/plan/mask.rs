//! Redacting sensitive values from the changes of a plan.

use crate::ground::escape::spellings;
use crate::ground::path::{Path, Segment};
use crate::plan::step::{Change, Danger};
use serde_json::Value;

pub(crate) const REDACTED: &str = "(sensitive value)";

/// Redacts secrets, sorted longest first, from a text, also where they are quoted.
pub(crate) fn redact(text: &str, secrets: &[String]) -> String {
    secrets.iter().fold(text.to_owned(), |text, secret| {
        let text = text.replace(secret, REDACTED);
        spellings(secret).iter().fold(text, |text, spelling| text.replace(spelling, REDACTED))
    })
}

#[derive(Debug)]
pub(crate) struct Mask<'m> {
    pub paths: &'m [Path],
    /// Texts that are sensitive wherever they appear, longest first.
    pub secrets: &'m [&'m str],
}

impl Mask<'_> {
    /// Redacts them in every change and danger of a step. Both sides of a change are redacted, since the portal's old
    /// value of such a field is a secret too.
    pub(crate) fn redact(&self, changes: &mut [Change], dangers: &mut [Danger]) {
        for change in changes {
            let mut hidden = Vec::new();
            for value in [&mut change.old, &mut change.new].into_iter().flatten() {
                self.redact_value(&change.path, value, &mut hidden);
            }
            change.sensitive = !hidden.is_empty();
            let Some(message) = change.danger.as_mut().filter(|_| change.sensitive) else { continue };
            for value in &hidden {
                *message = message.replace(&format!("`{value}`"), &format!("`{REDACTED}`"));
            }
            for danger in dangers.iter_mut().filter(|danger| danger.path == change.path) {
                danger.message.clone_from(message);
            }
        }
    }

    /// Redacts a value, and adds the texts and numbers that it hides to `hidden`.
    fn redact_value(&self, path: &Path, value: &mut Value, hidden: &mut Vec<String>) {
        let is_sensitive = self.paths.iter().any(|hidden| may_be_same(hidden, path))
            || value.as_str().is_some_and(|text| self.secrets.iter().any(|secret| text.contains(secret)));
        match value {
            _ if is_sensitive => {
                add_scalars(value, hidden);
                *value = Value::from(REDACTED);
            }
            Value::Array(values) => {
                let nested = values.iter_mut().enumerate();
                nested.for_each(|(nth, value)| self.redact_value(&path.child(nth), value, hidden));
            }
            Value::Object(map) => {
                let nested = map.iter_mut();
                nested.for_each(|(key, value)| self.redact_value(&path.child(key.as_str()), value, hidden));
            }
            _ => {}
        }
    }
}

fn add_scalars(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| add_scalars(value, found)),
        Value::Object(map) => map.values().for_each(|value| add_scalars(value, found)),
        Value::String(text) => found.push(text.clone()),
        scalar => found.push(scalar.to_string()),
    }
}

/// Returns whether two paths may lead to the same field. Normalized bodies have maps in place of keyed lists, so an
/// index matches any key, and sets are sorted, so it matches any other index: redacting too much is better than too little.
fn may_be_same(hidden: &Path, path: &Path) -> bool {
    hidden.0.len() == path.0.len()
        && hidden.0.iter().zip(&path.0).all(|(a, b)| a == b || matches!(a, Segment::Index(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_a_keyed_list_is_hidden_by_its_index() {
        let paths = [Path::from_keys(&["rules"]).child(0).child("title")];
        let mask = Mask { paths: &paths, secrets: &["s3cr3t"] };
        let change = |path: Path, old: &str| {
            Change::new(path, Some(Value::from(old)), Some(serde_json::json!({"deep": ["a s3cr3t"]})))
        };
        let mut changes =
            [change(Path::from_keys(&["rules", "r", "title"]), "before"), change(Path::from_keys(&["other"]), "plain")];
        changes[1].danger = Some("limits it to `a s3cr3t`".to_owned());
        let mut dangers = [Danger::new(changes[1].path.clone(), "limits it to `a s3cr3t`".to_owned())];
        mask.redact(&mut changes, &mut dangers);
        assert_eq!(dangers[0].message, "limits it to `(sensitive value)`");
        assert_eq!(changes[1].danger.as_deref(), Some("limits it to `(sensitive value)`"));
        assert_eq!(changes[0].old, Some(Value::from(REDACTED)));
        assert_eq!(changes[1].old, Some(Value::from("plain")));
        assert_eq!(changes[1].new, Some(serde_json::json!({"deep": [REDACTED]})));
        assert!(changes.iter().all(|change| change.sensitive));
    }
}
