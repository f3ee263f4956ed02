//! Port's routes for the resources of a model: each function sends one request, and fails as [`Portal::send`] does or with
//! [`PortalError::Protocol`] for an answer without what was requested.

use serde_json::{Value, json};

use crate::kind::{Key, Kind};
use crate::portal::wire::{Answer, Method, Portal, PortalError, Request, send_if_found};

/// All resources of a kind. Port gives them in one answer, in no particular order. An answer without a list is an error,
/// never an empty portal.
pub(crate) fn list(portal: &dyn Portal, kind: &'static Kind) -> Result<Vec<(Key, Value)>, PortalError> {
    let request = with_query(Request::new(Method::Get, kind.route.list.iter().copied()), kind.route.read_query);
    let answer = portal.send(&request)?;
    let Some(bodies) = answer.body.get(kind.plural).and_then(Value::as_array) else {
        return Err(PortalError::protocol(&request, format!("it has no list `{}`", kind.plural)));
    };
    let anonymous = || PortalError::protocol(&request, format!("a {} in it has no identifier", kind.name));
    let keyed = bodies.iter().map(|body| Ok((kind.key_of(body).ok_or_else(anonymous)?, body.clone())));
    keyed.collect()
}

/// One resource; none if it does not exist.
pub(crate) fn read(portal: &dyn Portal, key: &Key) -> Result<Option<Value>, PortalError> {
    let request = with_query(Request::new(Method::Get, key.segments()), key.kind.route.read_query);
    let Some(answer) = send_if_found(portal, &request)? else { return Ok(None) };
    let missing = || PortalError::protocol(&request, format!("it has no `{}`", key.kind.name));
    single(key, &answer).ok_or_else(missing).map(Some)
}

/// Creates a resource, and returns it if it is in the answer.
pub(crate) fn create(portal: &dyn Portal, key: &Key, body: Value) -> Result<Option<Value>, PortalError> {
    let request = with_query(Request::new(Method::Post, key.collection()).body(body), key.kind.route.create_query);
    portal.send(&request).map(|answer| single(key, &answer))
}

/// Replaces a resource: fields that the body does not have are removed.
pub(crate) fn replace(portal: &dyn Portal, key: &Key, body: Value) -> Result<Option<Value>, PortalError> {
    let request = Request::new(Method::Put, key.segments()).body(body);
    portal.send(&request).map(|answer| single(key, &answer))
}

/// Merges a body into a blueprint: fields that the body does not have stay.
pub(crate) fn merge(portal: &dyn Portal, key: &Key, body: Value) -> Result<Option<Value>, PortalError> {
    let request = Request::new(Method::Patch, key.segments()).body(body);
    portal.send(&request).map(|answer| single(key, &answer))
}

/// Deletes a resource, which may already be gone.
pub(crate) fn delete(portal: &dyn Portal, key: &Key) -> Result<(), PortalError> {
    send_if_found(portal, &Request::new(Method::Delete, key.segments())).map(|_| ())
}

pub(crate) fn count_entities(portal: &dyn Portal, blueprint: &str) -> Result<u64, PortalError> {
    let request = Request::new(Method::Get, ["blueprints", blueprint, "entities-count"]);
    let answer = portal.send(&request)?;
    answer.field(&request, "count", Value::as_u64)
}

/// One entity; none if it, or its blueprint, does not exist.
pub(crate) fn entity(portal: &dyn Portal, blueprint: &str, identifier: &str) -> Result<Option<Value>, PortalError> {
    let request = Request::new(Method::Get, ["blueprints", blueprint, "entities", identifier]);
    let Some(answer) = send_if_found(portal, &request)? else { return Ok(None) };
    let as_entity = |entity: &Value| entity.is_object().then(|| entity.clone());
    answer.field(&request, "entity", as_entity).map(Some)
}

/// The identifiers of all entities of a blueprint, read in pages of a thousand. Part of a list is never taken for all of it.
pub(crate) fn entity_identifiers(portal: &dyn Portal, blueprint: &str) -> Result<Vec<String>, PortalError> {
    let mut identifiers = Vec::new();
    let mut from: Option<String> = None;
    loop {
        let mut body = json!({ "limit": 1000, "include": ["$identifier"] });
        if let Some(from) = &from {
            body["from"] = json!(from);
        }
        let request = Request::new(Method::Post, ["blueprints", blueprint, "entities", "search"]).body(body);
        let answer = portal.send(&request)?;
        let odd = |reason: &str| PortalError::Protocol { request: request.to_string(), reason: reason.to_owned() };
        let entities = answer.body.get("entities").and_then(Value::as_array);
        for entity in entities.ok_or_else(|| odd("it has no `entities`"))? {
            let identifier = entity.get("identifier").and_then(Value::as_str);
            identifiers.push(identifier.ok_or_else(|| odd("an entity in it has no identifier"))?.to_owned());
        }
        match answer.body.get("next").and_then(Value::as_str) {
            Some(next) if from.as_deref() == Some(next) => return Err(odd("its next page is the same again")),
            Some(next) => from = Some(next.to_owned()),
            None => return Ok(identifiers),
        }
    }
}

/// Adds the query that a route requires.
fn with_query(request: Request, query: &[(&str, &str)]) -> Request {
    query.iter().fold(request, |request, (name, value)| request.query(name, value))
}

/// The resource in an answer. Its key there is the kind's name, in upper or lower case.
fn single(key: &Key, answer: &Answer) -> Option<Value> {
    let map = answer.body.as_object()?;
    map.iter().find(|(name, _)| name.eq_ignore_ascii_case(key.kind.name)).map(|(_, body)| body.clone())
}
