//! How the sandbox refuses a request: a status, one of Port's error codes, a message and its details.

use serde_json::{Map, Value, json};

/// A request that the sandbox does not fulfil, as Port would say it.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// Port's error code.
    pub error: &'static str,
    /// What is wrong, for a person.
    pub message: String,
    /// What a program may need to know; null where there is nothing.
    pub details: Value,
}

impl Refusal {
    /// A refusal without details.
    pub fn new(status: u16, error: &'static str, message: impl Into<String>) -> Self {
        Self { status, error, message: message.into(), details: Value::Null }
    }

    /// Adds details.
    #[must_use]
    pub fn details(mut self, details: Value) -> Self {
        self.details = details;
        self
    }

    /// What was named does not exist; `noun` is capitalised, as Port writes it.
    pub fn not_found(noun: &str, identifier: &str) -> Self {
        Self::new(404, "not_found", format!("{noun} with identifier \"{identifier}\" was not found"))
    }

    /// What should be created exists already.
    pub fn taken(noun: &str, identifier: &str) -> Self {
        Self::new(409, "identifier_taken", format!("{noun} with identifier \"{identifier}\" already exists"))
    }

    /// The body is not what the route takes; `pointer` is a JSON pointer without its first slash.
    pub fn invalid(pointer: &str, reason: impl std::fmt::Display) -> Self {
        Self::new(422, "invalid_request", format!("\"{pointer}\" {reason}"))
    }

    /// A property of an entity does not fit its blueprint.
    pub fn mismatch(pointer: &str, reason: impl std::fmt::Display) -> Self {
        Self::new(422, "blueprint_schema_mismatch", format!("\"{pointer}\" {reason}"))
    }

    /// A field of a system blueprint that belongs to Port is missing or changed.
    pub fn protected(message: impl Into<String>) -> Self {
        Self::new(422, "protected_blueprint_violation", message)
    }

    /// Something else still needs what should go.
    pub fn dependents(message: impl Into<String>, details: Value) -> Self {
        Self::new(403, "has_dependents", message).details(details)
    }

    /// The answer's body.
    pub fn body(&self) -> Value {
        let mut body = Map::new();
        body.insert("ok".into(), json!(false));
        body.insert("error".into(), json!(self.error));
        body.insert("message".into(), json!(self.message));
        if !self.details.is_null() {
            body.insert("details".into(), self.details.clone());
        }
        Value::Object(body)
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
