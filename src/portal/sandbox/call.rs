//! One request on its way through a handler, and what the handler replies.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::body::Body;
use super::refusal::Refusal;
use super::run::Delivery;
use super::shape::Shape;
use super::store::Store;

/// What a handler works on.
pub(super) struct Call<'a> {
    /// What the portal holds; a handler that refuses may leave it half changed, its caller drops it then.
    pub store: &'a mut Store,
    /// When the request arrived.
    pub now: Timestamp,
    /// Who asks, for `createdBy` and `updatedBy`.
    pub by: &'a str,
    /// The path's variable segments, in order.
    pub names: Vec<&'a str>,
    /// The query, in order.
    pub query: &'a [(String, String)],
    /// The body; null where there is none.
    pub body: &'a Value,
    /// What is to be sent once the request is carried out and kept.
    pub outbox: Vec<Delivery>,
}

impl Call<'_> {
    /// The value of a query parameter.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether a query parameter is `true`.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.value(name) == Some("true")
    }

    /// Every value of a query parameter, also of its `name[]` form.
    pub(super) fn values(&self, name: &str) -> Vec<&str> {
        let listed = format!("{name}[]");
        self.query.iter().filter(|(key, _)| key == name || *key == listed).map(|(_, value)| value.as_str()).collect()
    }

    /// The body, checked against its shape.
    ///
    /// # Errors
    /// `invalid_request` where the body does not fit.
    pub(super) fn checked(&self, shape: Shape) -> Result<&Body, Refusal> {
        shape.check(self.body)?;
        self.body.as_object().ok_or_else(|| Refusal::invalid("", "must be an object"))
    }

    /// Adds Port's fields to a body: those of `old` that never change, and the time and author of this write.
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
    /// The HTTP status.
    pub status: u16,
    /// The JSON body.
    pub body: Value,
}

impl Reply {
    /// `{"ok": true}` and one more key.
    pub(super) fn with(status: u16, key: &str, value: impl Into<Value>) -> Self {
        let mut body = Map::new();
        body.insert("ok".into(), json!(true));
        body.insert(key.into(), value.into());
        Self { status, body: Value::Object(body) }
    }

    /// `{"ok": true}`.
    pub(super) fn done() -> Self {
        Self { status: 200, body: json!({"ok": true}) }
    }
}

/// A handler's result.
pub(super) type HandlerResult = Result<Reply, Refusal>;
