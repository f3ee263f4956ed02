//! Makes untrusted text safe to print: secrets are redacted, and control characters escaped.

use std::sync::Mutex;

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::ground::escape::{escaped, spellings};
use crate::ground::lock::locked;

/// Anything shorter is not a secret, and redacting it would garble messages.
const MIN_SECRET_BYTES: usize = 4;

/// A secret of this length is recognized in any text. Shorter ones may be placeholders that other texts contain by chance.
const MIN_RECOGNIZED_BYTES: usize = 8;

/// Redacts secrets.
#[derive(Default)]
pub struct Redactor {
    secrets: Mutex<Vec<SecretString>>,
}

impl Redactor {
    /// A token stays a secret after it has expired.
    pub(crate) fn learn(&self, secret: &SecretString) {
        let mut secrets = locked(&self.secrets);
        let text = secret.expose_secret();
        if text.len() >= MIN_SECRET_BYTES && secrets.iter().all(|known| known.expose_secret() != text) {
            secrets.push(secret.clone());
            // A server may quote what it was sent.
            secrets.extend(spellings(text).into_iter().map(SecretString::from));
            // Longest first, so that a secret that contains another is redacted completely.
            secrets.sort_by_key(|known| std::cmp::Reverse(known.expose_secret().len()));
        }
    }

    pub(crate) fn clean(&self, text: &str) -> String {
        escaped(&self.redacted(text, MIN_SECRET_BYTES).unwrap_or_else(|| text.to_owned())).into_owned()
    }

    /// Returns a text of any origin with its secrets redacted, or `None` if it has none.
    pub(crate) fn recognized(&self, text: &str) -> Option<String> {
        self.redacted(text, MIN_RECOGNIZED_BYTES)
    }

    /// Returns whether it knows no secrets yet.
    pub(crate) fn is_empty(&self) -> bool {
        locked(&self.secrets).is_empty()
    }

    /// Returns the text with its secrets of this length redacted, or `None` if it has none.
    fn redacted(&self, text: &str, min_bytes: usize) -> Option<String> {
        let secrets = locked(&self.secrets);
        let mut redacted: Option<String> = None;
        for secret in secrets.iter().map(ExposeSecret::expose_secret).filter(|secret| secret.len() >= min_bytes) {
            let known = redacted.as_deref().unwrap_or(text);
            if known.contains(secret) {
                redacted = Some(known.replace(secret, "[REDACTED]"));
            }
        }
        redacted
    }

    /// The cleaned text, cut after `limit` characters. It is cut last: half a secret would not be found, and half an escape
    /// is only ugly.
    pub(crate) fn brief(&self, text: &str, limit: usize) -> String {
        let clean = self.clean(text.trim());
        match clean.char_indices().nth(limit) {
            Some((end, _)) => format!("{}…", &clean[..end]),
            None => clean,
        }
    }

    /// The beginning of a body of any content, enough for a reader to recognise it.
    pub(crate) fn excerpt(&self, body: &[u8]) -> String {
        self.brief(&String::from_utf8_lossy(&body[..body.len().min(64 * 1024)]), 200)
    }

    /// Cleans every key and string in a value.
    pub(crate) fn clean_value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.clean(text)),
            Value::Array(values) => values.iter().map(|value| self.clean_value(value)).collect(),
            Value::Object(members) => {
                members.iter().map(|(key, value)| (self.clean(key), self.clean_value(value))).collect()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn redactor() -> Redactor {
        let redactor = Redactor::default();
        for secret in ["canary", "canary-secret", "canary-token"] {
            redactor.learn(&SecretString::from(secret));
        }
        redactor
    }

    #[test]
    fn secrets_are_redacted_from_text() {
        let clean = redactor().clean("id canary, secret canary-secret, Bearer canary-token");
        assert_eq!(clean, "id [REDACTED], secret [REDACTED], Bearer [REDACTED]");
    }

    #[test]
    fn a_quoted_secret_is_redacted() {
        let redactor = Redactor::default();
        redactor.learn(&SecretString::from("cana\"ry\\1"));
        assert_eq!(redactor.clean(r#"you sent {"secret":"cana\"ry\\1"}"#), r#"you sent {"secret":"[REDACTED]"}"#);
        assert_eq!(redactor.clean(r#"you sent cana"ry\1"#), "you sent [REDACTED]");
    }

    #[test]
    fn secrets_are_redacted_from_details() {
        let clean = redactor().clean_value(&json!({"canary": ["x canary-token", 1, null]}));
        assert_eq!(clean, json!({"[REDACTED]": ["x [REDACTED]", 1, null]}));
    }

    #[test]
    fn a_text_is_redacted_before_it_is_truncated() {
        let page = format!("{}canary-secret", "x".repeat(195));
        assert_eq!(redactor().excerpt(page.as_bytes()), format!("{}[REDA…", "x".repeat(195)));
    }

    #[test]
    fn control_characters_are_escaped() {
        let clean = redactor().clean("a\u{1b}[2Jb\n::error::c\u{202e}d\u{9b}\0é");
        assert_eq!(clean, r"a\u{1b}[2Jb\n::error::c\u{202e}d\u{9b}\u{0}é");
    }

    #[test]
    fn a_short_text_is_not_a_secret() {
        let redactor = Redactor::default();
        redactor.learn(&SecretString::from("a"));
        redactor.learn(&SecretString::from(""));
        assert_eq!(redactor.clean("a banana"), "a banana");
    }
}
