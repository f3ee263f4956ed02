//! Port's routes that write entities: each function sends one request.

use serde_json::{Value, json};

use crate::lint::port::Refusal;
use crate::portal::wire::{Method, Portal, PortalError, Request, send_if_found};

/// The most entities that one request may write.
pub(crate) const BULK: usize = 20;

/// The most entities that one request may delete.
pub(crate) const BULK_DELETE: usize = 100;

/// The effect of a write that a portal accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    Created,
    Updated,
}

pub(crate) type Outcome = Result<Taken, Refusal>;

/// Merges at most [`BULK`] entities into one blueprint's, and returns an outcome for each. Entities that they relate to are
/// not created.
pub(crate) fn upsert_bulk(portal: &dyn Portal, blueprint: &str, bodies: &[Value]) -> Result<Vec<Outcome>, PortalError> {
    let request = Request::new(Method::Post, ["blueprints", blueprint, "entities", "bulk"]);
    let request = merging(request).body(json!({ "entities": bodies }));
    let answer = portal.send(&request)?;
    let list = |key: &str| answer.body.get(key).and_then(Value::as_array);
    let (taken, errors) = (list("entities"), list("errors"));
    if taken.is_none() && errors.is_none() {
        return Err(PortalError::protocol(&request, "it has neither `entities` nor `errors`"));
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

/// Merges one entity as [`upsert_bulk`] does.
pub(crate) fn upsert(portal: &dyn Portal, blueprint: &str, body: &Value) -> Result<Taken, PortalError> {
    let answer = portal.send(&upsert_request(blueprint, body))?;
    let entity = &answer.body["entity"];
    let is_new = entity["createdAt"].is_string() && entity["createdAt"] == entity["updatedAt"];
    Ok(if is_new { Taken::Created } else { Taken::Updated })
}

/// Checks whether the portal would accept one entity, and writes nothing.
pub(crate) fn validate(portal: &dyn Portal, blueprint: &str, body: &Value) -> Result<(), PortalError> {
    portal.send(&upsert_request(blueprint, body).query("validation_only", true)).map(|_| ())
}

/// Deletes an entity that no other entity requires, and returns whether it existed.
pub(crate) fn delete(portal: &dyn Portal, blueprint: &str, identifier: &str) -> Result<bool, PortalError> {
    let request = Request::new(Method::Delete, ["blueprints", blueprint, "entities", identifier]);
    send_if_found(portal, &request.query("delete_dependents", false)).map(|answer| answer.is_some())
}

/// Deletes at most [`BULK_DELETE`] entities of one blueprint: all or none.
pub(crate) fn delete_bulk(portal: &dyn Portal, blueprint: &str, identifiers: &[&str]) -> Result<(), PortalError> {
    let request = Request::new(Method::Post, ["blueprints", blueprint, "bulk", "entities", "delete"]);
    portal.send(&request.query("delete_dependents", false).body(json!({ "entities": identifiers }))).map(|_| ())
}

/// Why a portal refused the entity of a request. None where the error is not about the entity, so that the next request
/// would fail as well.
pub(crate) fn refusal(error: &PortalError) -> Option<Refusal> {
    let PortalError::Refused { status, code, message, .. } = error else { return None };
    let code = code.clone().unwrap_or_default();
    match status {
        401 | 408 | 429 | 500.. => None,
        403 if ["missing_permissions", ""].contains(&code.as_str()) => None,
        _ => Some(Refusal { status: *status, code, message: message.clone().unwrap_or_default() }),
    }
}

fn upsert_request(blueprint: &str, body: &Value) -> Request {
    merging(Request::new(Method::Post, ["blueprints", blueprint, "entities"])).body(body.clone())
}

fn merging(request: Request) -> Request {
    request.query("upsert", true).query("merge", true).query("create_missing_related_entities", false)
}
