//! Several entities in one request.

use serde_json::{Value, json};

use super::crud::{WRITE, found, refuse_dependents, remove, upsert};
use super::relation::dependents;
use crate::portal::sandbox::{Call, HandlerResult, Reply, Shape, text};

static CREATE: Shape = Shape::new(include_str!("../shapes/entity.json"), "bulkWrite");
static DELETE: Shape = Shape::new(include_str!("../shapes/entity.json"), "bulkDelete");

/// Writes each entity that it can; 207 where some were refused.
pub(super) fn create(call: &mut Call) -> HandlerResult {
    call.store.blueprint(call.names[0])?;
    let body = call.checked(&CREATE)?.clone();
    let (mut written, mut errors) = (Vec::new(), Vec::new());
    for (index, one) in body["entities"].as_array().into_iter().flatten().enumerate() {
        let identifier = one["identifier"].as_str();
        let existed = one["identifier"].is_object()
            || identifier.is_some_and(|own| call.store.entity(call.names[0], own).is_some());
        let checked = WRITE.check(one).map(|()| one.as_object().cloned().unwrap_or_default());
        match checked.and_then(|entity| upsert(call, entity)) {
            Ok(entity) => {
                written.push(json!({"identifier": text(&entity, "identifier"), "index": index, "created": !existed}));
            }
            Err(refusal) => errors.push(json!({
                "index": index, "identifier": identifier.unwrap_or("unknown"), "statusCode": refusal.status,
                "error": refusal.error, "message": refusal.message,
            })),
        }
    }
    let status = if errors.is_empty() { 200 } else { 207 };
    Ok(Reply { status, body: json!({"ok": true, "entities": written, "errors": errors}) })
}

/// Deletes all of them or none.
pub(super) fn delete(call: &mut Call) -> HandlerResult {
    let blueprint = call.names[0];
    call.store.blueprint(blueprint)?;
    let body = call.checked(&DELETE)?.clone();
    let identifiers: Vec<&str> = body["entities"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for identifier in &identifiers {
        found(call.store, blueprint, identifier)?;
    }
    for identifier in &identifiers {
        let requiring = dependents(call.store, blueprint, identifier)
            .into_iter()
            .filter(|((other, entity), requires)| {
                *requires && !(other == blueprint && identifiers.contains(&entity.as_str()))
            })
            .count();
        if requiring > 0 {
            return Err(refuse_dependents(blueprint, identifier, requiring));
        }
    }
    for identifier in &identifiers {
        remove(call.store, blueprint, identifier);
    }
    Ok(Reply::with(200, "deletedEntities", json!(identifiers)))
}
