//! A handler's input and its reply.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::body::Body;
use super::refusal::Refusal;
use super::run::Delivery;
use super::shape::Shape;
use super::store::Store;

/// A handler's input.
pub(super) struct Call<'a> {
    /// A handler that refuses may leave it half changed; its caller then drops it.
    pub store: &'a mut Store,
    pub now: Timestamp,
    /// The author of the request, for `createdBy` and `updatedBy`.
    pub by: &'a str,
    /// The path's variable segments, in order.
    pub names: Vec<&'a str>,
    pub query: &'a [(String, String)],
    /// Null where there is none.
    pub body: &'a Value,
    /// Sent after the store is saved.
    pub outbox: Vec<Delivery>,
}

impl Call<'_> {
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.value(name) == Some("true")
    }

    /// The values of a query parameter, written `name` or `name[]`.
    pub(super) fn values(&self, name: &str) -> Vec<&str> {
        let listed = format!("{name}[]");
        self.query.iter().filter(|(key, _)| key == name || *key == listed).map(|(_, value)| value.as_str()).collect()
    }

    /// The body, or `invalid_request` where it does not have the shape.
    pub(super) fn checked(&self, shape: Shape) -> Result<&Body, Refusal> {
        shape.check(self.body)?;
        self.body.as_object().ok_or_else(|| Refusal::invalid("", "must be an object"))
    }

    /// Sets the times and authors in a body; those of the creation come from `old`.
    pub(super) fn stamp(&mut self, body: &mut Body, old: Option<&Body>) {
        let at = self.store.tick(self.now);
        let kept =
            |field: &str, fresh: &str| old.and_then(|old| old.get(field).cloned()).unwrap_or_else(|| json!(fresh));
        body.insert("createdAt".into(), kept("createdAt", &at));
        body.insert("createdBy".into(), kept("createdBy", self.by));
        body.insert("updatedAt".into(), json!(at));
        body.insert("updatedBy".into(), json!(self.by));
    }
}

/// A 2xx answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reply {
    pub status: u16,
    pub body: Value,
}

impl Reply {
    pub(super) fn with(status: u16, key: &str, value: impl Into<Value>) -> Self {
        let mut body = json!({"ok": true});
        body[key] = value.into();
        Self { status, body }
    }

    pub(super) fn done() -> Self {
        Self { status: 200, body: json!({"ok": true}) }
    }
}

pub(super) type HandlerResult = Result<Reply, Refusal>;
