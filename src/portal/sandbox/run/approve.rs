//! Approves or declines a waiting run.

use serde_json::{Value, json};

use super::crud::{IN_PROGRESS, WAITING, append_log, end, found};
use super::{invoke, start, subject};
use crate::portal::sandbox::{Call, HandlerResult, Refusal, Reply, Shape, text};

static APPROVAL: Shape = Shape::new(include_str!("../shapes/run.json"), "approval");

/// One approval is enough in the sandbox, even where the action requires all.
pub(super) fn approve(call: &mut Call) -> HandlerResult {
    let id = call.names[0];
    let mut run = found(call.store, id)?.clone();
    let body = call.checked(&APPROVAL)?.clone();
    if text(&run, "status") != WAITING {
        let message = format!("the run \"{id}\" is not waiting for approval");
        return Err(Refusal::new(422, "run_not_waiting_for_approval", message));
    }
    let before = run.clone();
    let approved = text(&body, "status") == "APPROVE";
    run.insert("status".into(), json!(if approved { IN_PROGRESS } else { "DECLINED" }));
    let approval = json!({"userId": call.by, "state": body["status"], "description": body.get("description")});
    run.insert("approval".into(), approval);
    call.stamp(&mut run, Some(&before));
    if !approved {
        end(&mut run);
    }
    let at = text(&run, "updatedAt").to_owned();
    call.store.runs.insert(id.to_owned(), run.clone().into());
    append_log(call.store, id, &at, call.by, if approved { "The run is approved." } else { "The run is declined." });

    if approved {
        let action = call.store.action(run["action"]["identifier"].as_str().unwrap_or_default())?.clone();
        let entity = subject::of(call.store, &action["trigger"], run["entity"]["identifier"].as_str())?;
        // A secret or an entity may have changed while the run waited.
        let rendered = start::rendered(call.store, &action, &run, &entity)?;
        if let Some(run) = call.store.runs.get_mut(id) {
            run.insert("payload".into(), rendered.shown);
        }
        invoke::invoke(call, id, &rendered.sent)?;
    }
    Ok(Reply::with(201, "run", Value::Object(found(call.store, id)?.clone())))
}
