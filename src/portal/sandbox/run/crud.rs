//! Lists, reads and changes runs, and their logs.

use serde_json::{Value, json};

use crate::portal::sandbox::{Body, Call, HandlerResult, Refusal, Reply, Shape, Shared, Store, text};

static MERGE: Shape = Shape::new(include_str!("../shapes/run.json"), "merge");
static LOG: Shape = Shape::new(include_str!("../shapes/run.json"), "log");

/// A run whose status is not one of these two has ended.
pub(super) const IN_PROGRESS: &str = "IN_PROGRESS";
pub(super) const WAITING: &str = "WAITING_FOR_APPROVAL";

/// Newest first.
pub(super) fn list(call: &mut Call) -> HandlerResult {
    let limit = call.query.value("limit").and_then(|limit| limit.parse().ok()).unwrap_or(50).min(1000);
    let is = |name: &str, value: &Value| call.query.value(name).is_none_or(|wanted| value == wanted);
    let mut runs: Vec<&Shared> = call
        .store
        .runs
        .values()
        .filter(|run| {
            is("blueprint", &run["blueprint"]["identifier"])
                && is("entity", &run["entity"]["identifier"])
                && (!call.query.flag("active") || [IN_PROGRESS, WAITING].contains(&text(run, "status")))
        })
        .collect();
    runs.sort_by(|a, b| text(b, "createdAt").cmp(text(a, "createdAt")));
    runs.truncate(limit);
    Ok(Reply::with(200, "runs", json!(runs)))
}

pub(super) fn read(call: &mut Call) -> HandlerResult {
    Ok(Reply::with(200, "run", found(call.store, call.names[0])?.clone()))
}

pub(super) fn merge(call: &mut Call) -> HandlerResult {
    let id = call.names[0];
    let mut run = open(call.store, id)?;
    let before = run.clone();
    for (key, value) in call.checked(&MERGE)?.clone() {
        run.insert(key, value);
    }
    call.stamp(&mut run, Some(&before));
    if text(&run, "status") != IN_PROGRESS {
        end(&mut run);
    }
    call.store.runs.insert(id.to_owned(), run.clone().into());
    Ok(Reply::with(200, "run", run))
}

pub(super) fn logs(call: &mut Call) -> HandlerResult {
    let id = call.names[0];
    found(call.store, id)?;
    let number = |name: &str| call.query.value(name).and_then(|value| value.parse::<usize>().ok());
    let (offset, limit) = (number("offset").unwrap_or(0), number("limit").unwrap_or(50).min(50));
    let logs = call.store.logs.get(id).map(Vec::as_slice).unwrap_or_default();
    let page: Vec<&Value> = logs.iter().skip(offset).take(limit).collect();
    Ok(Reply::with(200, "runLogs", json!(page)))
}

/// May end the run.
pub(super) fn add_log(call: &mut Call) -> HandlerResult {
    let id = call.names[0];
    let mut run = open(call.store, id)?;
    let body = call.checked(&LOG)?.clone();
    let before = run.clone();
    for (key, field) in [("terminationStatus", "status"), ("statusLabel", "statusLabel")] {
        if let Some(value) = body.get(key) {
            run.insert(field.into(), value.clone());
        }
    }
    call.stamp(&mut run, Some(&before));
    if body.contains_key("terminationStatus") {
        end(&mut run);
    }
    let at = text(&run, "updatedAt").to_owned();
    call.store.runs.insert(id.to_owned(), run.into());
    Ok(Reply::with(201, "runLog", append_log(call.store, id, &at, call.by, text(&body, "message"))))
}

/// `by` is who wrote the message: the author of a request, or Port itself.
pub(super) fn append_log(store: &mut Store, id: &str, at: &str, by: &str, message: &str) -> Value {
    let log = json!({"id": store.issue("runLog"), "runId": id, "message": message, "createdAt": at, "createdBy": by});
    store.logs.entry(id.to_owned()).or_default().push(log.clone());
    log
}

/// The run ends with its last write.
pub(super) fn end(run: &mut Body) {
    let at = run["updatedAt"].clone();
    run.insert("endedAt".into(), at);
}

pub(super) fn found<'a>(store: &'a Store, id: &str) -> Result<&'a Body, Refusal> {
    store.runs.get(id).map(|run| &**run).ok_or_else(|| Refusal::not_found("Run", id))
}

/// A run in progress: a run that has ended or is waiting for approval cannot be changed.
fn open(store: &Store, id: &str) -> Result<Body, Refusal> {
    let run = found(store, id)?;
    match text(run, "status") {
        IN_PROGRESS => Ok(run.clone()),
        WAITING => Err(Refusal::invalid("", format!("cannot change the run \"{id}\", which is waiting for approval"))),
        _ => Err(Refusal::new(422, "run_exhausted", format!("the run \"{id}\" is over"))),
    }
}
