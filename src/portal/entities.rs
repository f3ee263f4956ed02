//! Port's routes that write entities: one function, one request.

use serde_json::{Value, json};

use crate::lint::port::Refusal;
use crate::portal::wire::{Method, Portal, PortalError, Request};

/// So many entities go into one request at most.
pub(crate) const BULK: usize = 20;

/// So many entities are deleted by one request at most.
pub(crate) const BULK_DELETE: usize = 100;

/// What became of an entity that a portal took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It was not there before.
    Created,
    /// It was there.
    Updated,
}

/// What became of one entity of a request.
pub(crate) type Outcome = Result<Taken, Refusal>;

/// Writes entities of one blueprint, at most [`BULK`] of them, and gives what became of each. What they do not name stays
/// as it is, and nothing is made of entities that they relate to.
///
/// # Errors
/// Those of [`Portal::send`], and [`PortalError::Protocol`] for an answer that names neither entities nor errors.
pub(crate) fn upsert_bulk(portal: &dyn Portal, blueprint: &str, bodies: &[Value]) -> Result<Vec<Outcome>, PortalError> {
    let request = Request::new(Method::Post, ["blueprints", blueprint, "entities", "bulk"]);
    let request = merging(request).body(json!({ "entities": bodies }));
    let answer = portal.send(&request)?;
    let list = |key: &str| answer.body.get(key).and_then(Value::as_array);
    let (taken, errors) = (list("entities"), list("errors"));
    if taken.is_none() && errors.is_none() {
        let reason = "it has neither `entities` nor `errors`".to_owned();
        return Err(PortalError::Protocol { request: request.to_string(), reason });
    }
    // An error may name its entity by either.
    let about = |one: &Value, at: usize| match one.get("index").and_then(Value::as_u64) {
        Some(index) => index == at as u64,
        None => one.get("identifier").is_some_and(|identifier| *identifier == bodies[at]["identifier"]),
    };
    let outcomes = (0..bodies.len()).map(|at| {
        if let Some(error) = errors.into_iter().flatten().find(|one| about(one, at)) {
            let text = |key: &str| error.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            let status = error.get("statusCode").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
            return Err(Refusal { status: status.unwrap_or(422), code: text("error"), message: text("message") });
        }
        let is_new = taken.into_iter().flatten().any(|one| about(one, at) && one["created"] == true);
        Ok(if is_new { Taken::Created } else { Taken::Updated })
    });
    Ok(outcomes.collect())
}

/// Writes one entity as [`upsert_bulk`] does.
///
/// # Errors
/// Those of [`Portal::send`].
pub(crate) fn upsert(portal: &dyn Portal, blueprint: &str, body: &Value) -> Result<Taken, PortalError> {
    let answer = portal.send(&one(blueprint, body))?;
    let entity = &answer.body["entity"];
    let is_new = entity["createdAt"].is_string() && entity["createdAt"] == entity["updatedAt"];
    Ok(if is_new { Taken::Created } else { Taken::Updated })
}

/// Asks whether one entity would be taken, and writes nothing.
///
/// # Errors
/// Those of [`Portal::send`].
pub(crate) fn validate(portal: &dyn Portal, blueprint: &str, body: &Value) -> Result<(), PortalError> {
    portal.send(&one(blueprint, body).query("validation_only", true)).map(|_| ())
}

/// Deletes an entity that no other one needs, and tells whether it was there.
///
/// # Errors
/// Those of [`Portal::send`].
pub(crate) fn delete(portal: &dyn Portal, blueprint: &str, identifier: &str) -> Result<bool, PortalError> {
    let request = Request::new(Method::Delete, ["blueprints", blueprint, "entities", identifier]);
    match portal.send(&request.query("delete_dependents", false)) {
        Ok(_) => Ok(true),
        Err(error) if error.status() == Some(404) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Deletes entities of one blueprint, at most [`BULK_DELETE`] of them: all or none.
///
/// # Errors
/// Those of [`Portal::send`].
pub(crate) fn delete_bulk(portal: &dyn Portal, blueprint: &str, identifiers: &[&str]) -> Result<(), PortalError> {
    let request = Request::new(Method::Post, ["blueprints", blueprint, "bulk", "entities", "delete"]);
    portal.send(&request.query("delete_dependents", false).body(json!({ "entities": identifiers }))).map(|_| ())
}

/// Why a portal did not take what a request was about; none where it is no refusal of that, so that the next request
/// would fare no better.
pub(crate) fn refusal(error: &PortalError) -> Option<Refusal> {
    let PortalError::Refused { status, code, message, .. } = error else { return None };
    let code = code.clone().unwrap_or_default();
    match status {
        401 | 408 | 429 | 500.. => None,
        403 if ["missing_permissions", ""].contains(&code.as_str()) => None,
        _ => Some(Refusal { status: *status, code, message: message.clone().unwrap_or_default() }),
    }
}

fn one(blueprint: &str, body: &Value) -> Request {
    merging(Request::new(Method::Post, ["blueprints", blueprint, "entities"])).body(body.clone())
}

fn merging(request: Request) -> Request {
    request.query("upsert", true).query("merge", true).query("create_missing_related_entities", false)
}
