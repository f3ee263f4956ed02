//! A handler's input and its reply.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::body::Body;
use super::query::Query;
use super::quirks::Kinds;
use super::refusal::Refusal;
use super::run::Delivery;
use super::shape::Shape;
use super::store::Store;

/// A handler's input.
pub(super) struct Call<'a> {
    /// A handler that refuses may leave it half changed; its caller then drops it.
    pub store: &'a mut Store,
    pub kinds: &'static Kinds,
    pub now: Timestamp,
    /// The author of the request, for `createdBy` and `updatedBy`.
    pub by: &'a str,
    /// The path's variable segments, in order.
    pub names: Vec<&'a str>,
    pub query: Query<'a>,
    /// Null where there is none.
    pub body: &'a Value,
    /// Sent after the store is saved.
    pub outbox: Vec<Delivery>,
}

impl Call<'_> {
    /// The body, or `invalid_request` where it does not have the shape.
    pub(super) fn checked(&self, shape: &Shape) -> Result<&Body, Refusal> {
        shape.check(self.body)?;
        self.object()
    }

    pub(super) fn object(&self) -> Result<&Body, Refusal> {
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
        Self::at(status, &[key], value)
    }

    /// The value at a path of keys.
    pub(super) fn at(status: u16, keys: &[&str], value: impl Into<Value>) -> Self {
        let mut body = json!({"ok": true});
        *keys.iter().fold(&mut body, |at, key| &mut at[*key]) = value.into();
        Self { status, body }
    }

    pub(super) fn done() -> Self {
        Self { status: 200, body: json!({"ok": true}) }
    }
}

pub(super) type HandlerResult = Result<Reply, Refusal>;
