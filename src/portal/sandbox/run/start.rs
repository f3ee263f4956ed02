//! Starts a run: checks it, fills in the payload, and invokes the action or waits for approval.

use serde_json::{Value, json};

use super::crud::{IN_PROGRESS, WAITING, append_log, found};
use super::form::Form;
use super::payload::{self, Rendered};
use super::{invoke, subject};
use crate::portal::sandbox::{Body, Call, HandlerResult, Refusal, Reply, Shape, Store, text};

static CREATE: Shape = Shape::new(include_str!("../shapes/run.json"), "create");

/// Every user of Port has an email address; templates see this one if the author is a client ID.
const CLIENT_EMAIL: &str = "sandbox@example.com";

pub(super) fn create(call: &mut Call) -> HandlerResult {
    let action = call.store.action(call.names[0])?.clone();
    let body = call.checked(&CREATE)?.clone();
    let trigger = &action["trigger"];
    if trigger["type"] != "self-service" {
        return Err(Refusal::invalid("", "names an automation, which only its event can start"));
    }
    let by = call.query.value("run_as").unwrap_or(call.by).to_owned();
    let entity = subject::of(call.store, trigger, body.get("entity").and_then(Value::as_str))?;

    let given = body["properties"].as_object().cloned().unwrap_or_default();
    let form = |inputs| Form::new(call.store, &trigger["userInputs"], inputs, &entity, &user(&by));
    let inputs = form(&given).filled(&given);
    form(&inputs).check(&inputs)?;

    let waits = action.get("requiredApproval").is_some_and(|required| *required == true || required.is_object());
    let id = call.store.issue("r");
    let mut run = Body::new();
    run.insert("id".into(), json!(id));
    run.insert("status".into(), json!(if waits { WAITING } else { IN_PROGRESS }));
    run.insert("action".into(), subject::summary(Some(&action)));
    run.insert("blueprint".into(), subject::blueprint(call.store, trigger));
    run.insert("entity".into(), subject::summary(entity.as_object()));
    run.insert("properties".into(), Value::Object(inputs));
    run.insert("source".into(), json!("API"));
    run.insert("requiredApproval".into(), action.get("requiredApproval").cloned().unwrap_or(json!(false)));
    run.insert("approval".into(), Value::Null);
    run.insert("endedAt".into(), Value::Null);
    call.stamp(&mut run, None);
    run.insert("createdBy".into(), json!(by));

    let Rendered { sent, shown } = rendered(call.store, &action, &run, &entity)?;
    run.insert("payload".into(), shown);
    let at = text(&run, "createdAt").to_owned();
    call.store.runs.insert(id.clone(), run.into());
    if waits {
        append_log(call.store, &id, &at, "port", "The run is waiting for approval.");
    } else {
        invoke::invoke(call, &id, &sent)?;
    }
    Ok(Reply::with(202, "run", found(call.store, &id)?.clone()))
}

pub(super) fn rendered(store: &Store, action: &Body, run: &Body, entity: &Value) -> Result<Rendered, Refusal> {
    let trigger = &action["trigger"];
    let user = user(text(run, "createdBy"));
    let inputs = run["properties"].as_object().cloned().unwrap_or_default();
    let mut described = action.clone();
    described.shift_remove("invocationMethod");
    let seen = json!({
        "inputs": Form::new(store, &trigger["userInputs"], &inputs, entity, &user).inputs(&inputs),
        "entity": entity,
        "run": run,
        "action": described,
        "trigger": {
            "by": {"user": user, "orgId": "org_sandbox"},
            "at": run["createdAt"],
            "operation": trigger["operation"],
            "origin": run["source"],
        },
    });
    payload::render(store, action, seen)
}

fn user(by: &str) -> Value {
    json!({"email": if by.contains('@') { by } else { CLIENT_EMAIL }})
}
