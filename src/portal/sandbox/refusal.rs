//! A refused request: its status, one of Port's error codes, a message and details.

use crate::kind::search::UnknownRule;
use serde_json::{Value, json};

/// A refusal in Port's form.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refusal {
    pub status: u16,
    /// Port's error code.
    pub error: &'static str,
    pub message: String,
    /// Facts for programs; null where there are none.
    pub details: Value,
}

impl Refusal {
    pub(super) fn new(status: u16, error: &'static str, message: impl Into<String>) -> Self {
        Self { status, error, message: message.into(), details: Value::Null }
    }

    #[must_use]
    pub(super) fn details(mut self, details: Value) -> Self {
        self.details = details;
        self
    }

    /// `noun` is capitalised, as in Port's messages.
    pub(super) fn not_found(noun: &str, identifier: &str) -> Self {
        Self::new(404, "not_found", format!("{noun} with identifier \"{identifier}\" was not found"))
    }

    /// Refuses an identifier that is already in use.
    pub(super) fn if_taken(is_taken: bool, noun: &str, identifier: &str) -> Result<(), Self> {
        let message = || format!("{noun} with identifier \"{identifier}\" already exists");
        if is_taken { Err(Self::new(409, "identifier_taken", message())) } else { Ok(()) }
    }

    /// The route does not accept the body; `pointer` is a JSON pointer without its first slash.
    pub(super) fn invalid(pointer: &str, reason: impl std::fmt::Display) -> Self {
        Self::new(422, "invalid_request", format!("\"{pointer}\" {reason}"))
    }

    /// The refusal of one body in a list.
    #[must_use]
    pub(super) fn within(mut self, index: usize) -> Self {
        if let Some(pointer) = self.message.strip_prefix('"') {
            self.message = format!("\"{index}/{pointer}");
        }
        self
    }

    pub(super) fn mismatch(pointer: &str, reason: impl std::fmt::Display) -> Self {
        Self::new(422, "blueprint_schema_mismatch", format!("\"{pointer}\" {reason}"))
    }

    /// A field of a system blueprint that is managed by Port is missing or changed.
    pub(super) fn protected(message: impl Into<String>) -> Self {
        Self::new(422, "protected_blueprint_violation", message)
    }

    /// Something depends on what should be deleted.
    pub(super) fn dependents(message: impl Into<String>, details: Value) -> Self {
        Self::new(403, "has_dependents", message).details(details)
    }

    pub(super) fn body(&self) -> Value {
        let mut body = json!({"ok": false, "error": self.error, "message": self.message});
        if !self.details.is_null() {
            body["details"] = self.details.clone();
        }
        body
    }
}

impl From<UnknownRule> for Refusal {
    fn from(unknown: UnknownRule) -> Self {
        Self::invalid("rules", unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_appear_only_where_there_are_some() {
        let plain = Refusal::not_found("Blueprint", "domain");
        assert_eq!(
            plain.body(),
            json!({"ok": false, "error": "not_found", "message": "Blueprint with identifier \"domain\" was not found"})
        );
        assert_eq!(plain.details(json!({"n": 1})).body()["details"]["n"], 1);
    }
}
