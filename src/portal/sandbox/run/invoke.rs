//! Passes a payload to an action's backend: a listener on this machine, the sandbox's own entities, or none.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::crud::{IN_PROGRESS, append_log, end};
use super::delivery::{Delivery, DeliveryOutcome, Route};
use super::payload::refuse;
use crate::portal::sandbox::entity;
use crate::portal::sandbox::{Body, Call, Query, Refusal, Store, text};

/// Invokes the action of a stored run; its delivery is sent after the store is saved. Fails with
/// `invalid_evaluated_invocation_method` where the filled-in templates are not a valid invocation.
pub(super) fn invoke(call: &mut Call, id: &str, method: &Value) -> Result<(), Refusal> {
    let at = call.store.tick(call.now);
    match method["type"].as_str().unwrap_or_default() {
        "WEBHOOK" => match Delivery::route(id, method)? {
            Route::ThisMachine(delivery) => {
                append_log(call.store, id, &at, "port", "The payload is being sent.");
                call.outbox.push(delivery);
            }
            Route::Elsewhere(reason) => {
                append_log(call.store, id, &at, "port", &format!("The payload is not sent: {reason}."));
            }
        },
        "UPSERT_ENTITY" => {
            let (status, message) = match upsert(call, method)? {
                Ok(entity) => ("SUCCESS", format!("The entity \"{}\" is written.", text(&entity, "identifier"))),
                Err(refusal) => {
                    ("FAILURE", format!("The entity is not written: {}: {}.", refusal.error, refusal.message))
                }
            };
            conclude(call.store, call.now, id, Some(status), &message);
        }
        // A GitHub workflow gets the objects in `workflowInputs` as JSON text; the run keeps the objects.
        other => {
            let message = format!("The payload is not sent: the sandbox only sends to this machine, not to {other}.");
            append_log(call.store, id, &at, "port", &message);
        }
    }
    Ok(())
}

fn upsert(call: &mut Call, method: &Value) -> Result<Result<Body, Refusal>, Refusal> {
    let Some(blueprint) = method["blueprintIdentifier"].as_str() else {
        return Err(refuse("invocationMethod/blueprintIdentifier", "is not a string"));
    };
    let mut mapping = method["mapping"].as_object().cloned().unwrap_or_default();
    mapping.retain(|_, value| !value.is_null());
    let body = Value::Object(mapping);
    let query = ["upsert", "merge"].map(|flag| (flag.to_owned(), "true".to_owned()));
    // A refusal must not leave anything written.
    let mut store = call.store.clone();
    let mut inner = Call {
        store: &mut store,
        kinds: call.kinds,
        now: call.now,
        by: call.by,
        names: vec![blueprint],
        query: Query(&query),
        body: &body,
        outbox: Vec::new(),
    };
    let written = inner.checked(&entity::WRITE).cloned().and_then(|entity| entity::upsert(&mut inner, entity));
    if written.is_ok() {
        *call.store = store;
    }
    Ok(written)
}

/// Records the outcome of a delivery, unless its receiver has already ended the run.
pub(crate) fn record_outcome(store: &mut Store, now: Timestamp, delivery: &Delivery, outcome: &DeliveryOutcome) {
    let (status, message) = match outcome {
        Ok(status) => {
            let succeeded = (200..300).contains(status);
            let ended = if succeeded { delivery.synchronized.then_some("SUCCESS") } else { Some("FAILURE") };
            (ended, format!("The payload was sent; the answer is {status}."))
        }
        Err(reason) => (Some("FAILURE"), format!("The payload could not be sent: {reason}.")),
    };
    conclude(store, now, &delivery.run, status, &message);
}

/// Appends to a run's log, and ends the run if there is a status.
fn conclude(store: &mut Store, now: Timestamp, id: &str, status: Option<&str>, message: &str) {
    let at = store.tick(now);
    let Some(run) = store.runs.get_mut(id) else { return };
    if let Some(status) = status.filter(|_| text(run, "status") == IN_PROGRESS) {
        run.insert("status".into(), json!(status));
        run.insert("updatedAt".into(), json!(at));
        end(run);
    }
    append_log(store, id, &at, "port", message);
}
