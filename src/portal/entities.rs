//! Port's routes that write entities: each function sends one request.

use serde_json::{Value, json};

use crate::lint::port::Refusal;
use crate::portal::wire::{Method, Portal, PortalError, Request, send_if_found};

/// The most entities that one request may write.
pub(crate) const BULK: usize = 20;

/// How many entities are read by one request.
pub(crate) const BULK_READ: usize = 100;

/// The most entities that one request may delete.
pub(crate) const BULK_DELETE: usize = 100;

/// The effect of a write that a portal accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WriteEffect {
    Created,
    Updated,
}

pub(crate) type UpsertOutcome = Result<WriteEffect, Refusal>;

/// Merges at most [`BULK`] entities into one blueprint's, and returns an outcome for each: an entity that the response does
/// not mention counts as refused. Entities that they relate to are not created.
pub(crate) fn upsert_bulk(
    portal: &dyn Portal,
    blueprint: &str,
    bodies: &[Value],
) -> Result<Vec<UpsertOutcome>, PortalError> {
    let request = Request::new(Method::Post, ["blueprints", blueprint, "entities", "bulk"]);
    let request = merging(request).body(json!({ "entities": bodies }));
    let answer = portal.send(&request)?;
    let list = |key: &str| answer.body.get(key).and_then(Value::as_array);
    let (accepted, errors) = (list("entities"), list("errors"));
    if accepted.is_none() && errors.is_none() {
        return Err(PortalError::protocol(&request, "it has neither `entities` nor `errors`"));
    }
    // An item may name its entity by index, by identifier or by both, which must then agree.
    let about = |one: &Value, at: usize| {
        let index = one.get("index").and_then(Value::as_u64).map(|index| index == at as u64);
        let own = bodies[at].get("identifier").filter(|own| own.is_string());
        let named = one.get("identifier").zip(own).map(|(identifier, own)| identifier == own);
        index.or(named) == Some(true) && named != Some(false)
    };
    let is_stray = |error: &&Value| (0..bodies.len()).all(|at| !about(error, at));
    let stray = errors.into_iter().flatten().find(is_stray).and_then(|error| error["message"].as_str());
    let unconfirmed = Refusal {
        status: answer.status,
        code: "unconfirmed".to_owned(),
        message: match stray {
            Some(stray) => format!("the portal's response does not mention this entity, but has this error: {stray}"),
            None => "the portal's response does not mention this entity".to_owned(),
        },
    };
    let outcomes = (0..bodies.len()).map(|at| {
        if let Some(error) = errors.into_iter().flatten().find(|one| about(one, at)) {
            let text = |key: &str| error.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            let status = error.get("statusCode").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
            return Err(Refusal { status: status.unwrap_or(422), code: text("error"), message: text("message") });
        }
        let entity = accepted.into_iter().flatten().find(|one| about(one, at)).ok_or_else(|| unconfirmed.clone())?;
        Ok(if entity["created"] == true { WriteEffect::Created } else { WriteEffect::Updated })
    });
    Ok(outcomes.collect())
}

/// Merges one entity as [`upsert_bulk`] does. A response without that entity is an error.
pub(crate) fn upsert(portal: &dyn Portal, blueprint: &str, body: &Value) -> Result<WriteEffect, PortalError> {
    let request = upsert_request(blueprint, body);
    let answer = portal.send(&request)?;
    let entity = &answer.body["entity"];
    let own = &body["identifier"];
    if !entity.is_object() || own.is_string() && entity["identifier"] != *own {
        return Err(PortalError::protocol(&request, "it does not have the entity that was sent"));
    }
    let is_new = entity["createdAt"].is_string() && entity["createdAt"] == entity["updatedAt"];
    Ok(if is_new { WriteEffect::Created } else { WriteEffect::Updated })
}

/// Checks whether the portal would accept one entity, and writes nothing.
pub(crate) fn validate(portal: &dyn Portal, blueprint: &str, body: &Value) -> Result<(), PortalError> {
    portal.send(&upsert_request(blueprint, body).query("validation_only", true)).map(|_| ())
}

/// Returns the identifiers of at most `limit` entities of a blueprint that a search finds.
pub(crate) fn found(
    portal: &dyn Portal,
    blueprint: &str,
    query: &Value,
    limit: usize,
) -> Result<Vec<String>, PortalError> {
    let request = Request::new(Method::Post, ["blueprints", blueprint, "entities", "search"]);
    let request = request.body(json!({ "query": query, "include": ["$identifier"], "limit": limit }));
    let answer = portal.send(&request)?;
    let entities = answer.body["entities"].as_array();
    let identifiers = entities.map(|found| found.iter().map(|one| one["identifier"].as_str().map(str::to_owned)));
    let identifiers = identifiers.and_then(Iterator::collect);
    identifiers.ok_or_else(|| PortalError::protocol(&request, "it has no list of entities with identifiers"))
}

/// Returns those of at most [`BULK_READ`] entities of a blueprint that exist.
pub(crate) fn read_bulk(portal: &dyn Portal, blueprint: &str, identifiers: &[&str]) -> Result<Vec<Value>, PortalError> {
    let rule = json!({ "property": "$identifier", "operator": "in", "value": identifiers });
    let query = json!({ "combinator": "and", "rules": [rule] });
    let request = Request::new(Method::Post, ["blueprints", blueprint, "entities", "search"]);
    let request = request.body(json!({ "query": query, "limit": BULK_READ }));
    let answer = portal.send(&request)?;
    answer.field(&request, "entities", |found| found.as_array().cloned())
}

/// Deletes an entity that no other entity requires, and returns whether it existed.
pub(crate) fn delete(portal: &dyn Portal, blueprint: &str, identifier: &str) -> Result<bool, PortalError> {
    let request = Request::new(Method::Delete, ["blueprints", blueprint, "entities", identifier]);
    send_if_found(portal, &request.query("delete_dependents", false)).map(|answer| answer.is_some())
}

/// Deletes at most [`BULK_DELETE`] entities of one blueprint: all or none. A response that does not confirm every deletion
/// is an error.
pub(crate) fn delete_bulk(portal: &dyn Portal, blueprint: &str, identifiers: &[&str]) -> Result<(), PortalError> {
    let request = Request::new(Method::Post, ["blueprints", blueprint, "bulk", "entities", "delete"]);
    let request = request.query("delete_dependents", false).body(json!({ "entities": identifiers }));
    let answer = portal.send(&request)?;
    let deleted = answer.body["deletedEntities"].as_array();
    if identifiers.iter().all(|own| deleted.is_some_and(|deleted| deleted.iter().any(|one| one == own))) {
        return Ok(());
    }
    Err(PortalError::protocol(&request, "it does not confirm every deletion"))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::fixed::Fixed;

    #[test]
    fn an_entity_that_the_bulk_answer_does_not_account_for_is_refused() {
        let bodies = [json!({"identifier": "a"}), json!({"identifier": "b"})];
        let outcomes = |entities: Value, errors: Value| {
            let portal = Fixed(json!({ "entities": entities, "errors": errors }));
            let outcomes = upsert_bulk(&portal, "widget", &bodies).expect("an answer");
            outcomes.into_iter().map(|outcome| outcome.map_err(|refusal| refusal.message)).collect::<Vec<_>>()
        };
        for (entities, errors, accepted) in [
            (json!([]), json!([]), [false, false]),
            (json!([{"identifier": "zz", "index": 99}]), json!([]), [false, false]),
            (json!([{"identifier": "zz", "index": 0}]), json!([]), [false, false]),
            (json!([{"identifier": "a"}]), json!([]), [true, false]),
            (json!([{"index": 1}, {"index": 0}]), json!([]), [true, true]),
            (json!([{"index": 0}, {"index": 1}]), json!([{"identifier": "b", "message": "no"}]), [true, false]),
            (json!([null, 3, {}]), json!([{}]), [false, false]),
        ] {
            let found = outcomes(entities.clone(), errors.clone());
            assert_eq!([found[0].is_ok(), found[1].is_ok()], accepted, "{entities} {errors}");
        }
        let stray = outcomes(json!([{"index": 0}]), json!([{"identifier": "nope", "message": "boom"}]));
        assert!(stray[1].as_ref().is_err_and(|message| message.ends_with("but has this error: boom")), "{stray:?}");
    }

    #[test]
    fn an_answer_without_the_entity_or_the_deletion_is_not_success() {
        for body in [json!({"ok": true}), json!({"entity": null}), json!({"entity": {"identifier": "zz"}})] {
            assert!(upsert(&Fixed(body), "widget", &json!({"identifier": "a"})).is_err());
        }
        for body in [json!({"ok": true}), json!({"deletedEntities": ["zz"]}), json!({"deletedEntities": ["a"]})] {
            assert!(delete_bulk(&Fixed(body), "widget", &["a", "b"]).is_err());
        }
        assert!(delete_bulk(&Fixed(json!({"deletedEntities": ["b", "a"]})), "widget", &["a", "b"]).is_ok());
    }
}
