//! What a step writes: the part of a resource that the files state, and the live body that it is meant for.

use std::cell::OnceCell;

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::Kind;
use crate::model::{Claim, Dropped};
use crate::plan::migration::Migration;
use crate::plan::normalize::normalize;
use crate::plan::rename::request::Rename;
use crate::plan::step_body::{Deferral, Goal, request_body, step_body};

/// The write of a step.
#[derive(Clone, Debug)]
pub struct Write {
    /// The desired body; null for a deletion. It has the fields that Port never returns only if the step sends them.
    pub desired: Value,
    pub claim: Claim,
    /// What an earlier revision states and the files no longer do.
    pub dropped: Vec<Dropped>,
    /// Members that a later step of the same resource writes.
    pub deferred: Vec<Deferral>,
    /// Members that Port cannot change as the files state, so that they are removed and added again.
    pub recreates: Vec<Recreation>,
    /// What the step renames, if it renames something.
    pub rename: Option<Rename>,
    /// Whether it sends the fields that Port never returns.
    pub sends_secrets: bool,
    /// The normalized live body that the plan is based on; `None` if the resource does not exist.
    pub live: Option<Value>,
    /// The indices of the steps that must be applied before.
    pub after: Vec<usize>,
}

impl Default for Write {
    fn default() -> Self {
        Self {
            desired: Value::Null,
            claim: Claim::Full,
            dropped: Vec::new(),
            deferred: Vec::new(),
            recreates: Vec::new(),
            rename: None,
            sends_secrets: false,
            live: None,
            after: Vec::new(),
        }
    }
}

impl Write {
    /// Returns the body that the resource has after the step, if the portal has `live` now.
    pub(crate) fn settle(&self, kind: &'static Kind, live: Option<&Value>) -> Settled<'_> {
        let goal = Goal { claim: self.claim, desired: &self.desired, dropped: &self.dropped };
        let body = step_body(kind, &goal, live, &self.deferred);
        Settled { kind, desired: &self.desired, body, normalized: OnceCell::new() }
    }
}

/// The body that a resource has after a step.
#[derive(Debug)]
pub(crate) struct Settled<'w> {
    kind: &'static Kind,
    desired: &'w Value,
    pub body: Value,
    normalized: OnceCell<Value>,
}

impl Settled<'_> {
    pub(crate) fn normalized(&self) -> &Value {
        self.normalized.get_or_init(|| normalize(self.kind, &self.body))
    }

    pub(crate) fn into_normalized(self) -> Value {
        self.normalized.into_inner().unwrap_or_else(|| normalize(self.kind, &self.body))
    }

    /// Returns the body of the request that writes it.
    pub(crate) fn request(&self) -> Value {
        request_body(self.kind, &self.body, self.desired)
    }
}

/// A member that is removed and added again.
#[derive(Clone, Debug)]
pub struct Recreation {
    /// The member.
    pub path: Path,
    /// How its values are kept; `None` if they are lost.
    pub migration: Option<Migration>,
}
