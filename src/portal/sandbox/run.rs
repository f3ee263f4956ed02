//! Runs of actions: their inputs are checked, their payload is not sent anywhere.

use serde_json::{Value, json};

use super::call::{Call, Handled, Reply};
use super::refusal::Refusal;
use super::shape::Shape;
use super::shared::Shared;
use super::store::{Body, Store, text};

/// `POST /actions/{id}/runs`.
pub fn create(call: &mut Call) -> Handled {
    let identifier = call.names[0];
    let action = call.store.action(identifier)?.clone();
    let body = call.checked(Shape::Run)?.clone();
    let trigger = &action["trigger"];
    if trigger["type"] != "self-service" {
        return Err(Refusal::invalid("", "names an automation, which only its event can start"));
    }
    let inputs = body["properties"].as_object().cloned().unwrap_or_default();
    check_inputs(&trigger["userInputs"], &inputs)?;
    let entity = entity(call.store, trigger, &body)?;

    let id = call.store.issue("r");
    let mut run = Body::new();
    run.insert("id".into(), json!(id));
    run.insert("status".into(), json!("IN_PROGRESS"));
    run.insert(
        "action".into(),
        json!({"identifier": identifier, "title": action.get("title"), "icon": action.get("icon")}),
    );
    run.insert("blueprint".into(), trigger["blueprintIdentifier"].clone());
    run.insert("entity".into(), entity);
    run.insert("properties".into(), Value::Object(inputs));
    run.insert("source".into(), json!("API"));
    run.insert("endedAt".into(), Value::Null);
    call.stamp(&mut run, None);
    call.store.runs.insert(id, run.clone().into());
    Ok(Reply::with(202, "run", run))
}

/// The entity that the run is about: needed for DAY-2 and DELETE on a blueprint, and then it exists.
fn entity(store: &Store, trigger: &Value, body: &Body) -> Result<Value, Refusal> {
    let on_entity = trigger["operation"] != "CREATE";
    match (body.get("entity").and_then(Value::as_str), trigger["blueprintIdentifier"].as_str()) {
        (Some(identifier), Some(blueprint)) => match store.entity(blueprint, identifier) {
            Some(_) => Ok(json!({"identifier": identifier, "blueprint": blueprint})),
            None => Err(Refusal::not_found("Entity", identifier)),
        },
        (None, Some(_)) if on_entity => Err(Refusal::new(
            422,
            "missing_self_service_action_entity",
            "the action is run on an entity, and none is named",
        )),
        (_, _) => Ok(Value::Null),
    }
}

/// Checks what a form would: required inputs, their types and choices. What jq decides is not checked.
fn check_inputs(form: &Value, inputs: &Body) -> Result<(), Refusal> {
    let wrong = |name: &str, reason: &str| {
        Refusal::new(422, "user_inputs_schema_invalid", format!("\"properties/{name}\" {reason}"))
    };
    for name in form["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if inputs.get(name).is_none_or(Value::is_null) && form["properties"][name].get("default").is_none() {
            return Err(wrong(name, "is required"));
        }
    }
    for (name, value) in inputs {
        let input = &form["properties"][name.as_str()];
        if input.is_null() {
            return Err(wrong(name, "is not an input of the action"));
        }
        // An entity is given by identifier or as the object that forms send.
        if value.is_null() || input["format"] == "entity" && value.is_object() {
            continue;
        }
        let mut schema = Body::new();
        for key in ["type", "enum", "minLength", "maxLength", "pattern", "minimum", "maximum", "minItems", "maxItems"] {
            if let Some(limit) = input.get(key).filter(|limit| !limit.is_object()) {
                schema.insert(key.into(), limit.clone());
            }
        }
        if let Some(choices) = input["items"].get("enum").filter(|choices| choices.is_array()) {
            schema.insert("items".into(), json!({"enum": choices}));
        }
        if !jsonschema::draft202012::new(&Value::Object(schema)).is_ok_and(|schema| schema.is_valid(value)) {
            return Err(wrong(name, "does not fit the form"));
        }
    }
    Ok(())
}

/// `GET /actions/runs`, newest first.
pub fn list(call: &mut Call) -> Handled {
    let limit = call.value("limit").and_then(|limit| limit.parse().ok()).unwrap_or(50).min(1000);
    let is = |name: &str, value: &Value| call.value(name).is_none_or(|wanted| value == wanted);
    let mut runs: Vec<&Shared> = call
        .store
        .runs
        .values()
        .filter(|run| {
            is("blueprint", &run["blueprint"])
                && is("entity", &run["entity"]["identifier"])
                && (!call.flag("active") || text(run, "status") == "IN_PROGRESS")
        })
        .collect();
    runs.sort_by(|a, b| text(b, "createdAt").cmp(text(a, "createdAt")));
    runs.truncate(limit);
    Ok(Reply::with(200, "runs", json!(runs)))
}

/// `GET /actions/runs/{id}`.
pub fn read(call: &mut Call) -> Handled {
    Ok(Reply::with(200, "run", found(call.store, call.names[0])?.clone()))
}

/// `PATCH /actions/runs/{id}`.
pub fn merge(call: &mut Call) -> Handled {
    let id = call.names[0];
    let mut run = open(call.store, id)?;
    let before = run.clone();
    for (key, value) in call.checked(Shape::RunMerge)?.clone() {
        run.insert(key, value);
    }
    call.stamp(&mut run, Some(&before));
    if text(&run, "status") != "IN_PROGRESS" {
        let at = run["updatedAt"].clone();
        run.insert("endedAt".into(), at);
    }
    call.store.runs.insert(id.to_owned(), run.clone().into());
    Ok(Reply::with(200, "run", run))
}

/// `GET /actions/runs/{id}/logs`.
pub fn logs(call: &mut Call) -> Handled {
    let id = call.names[0];
    found(call.store, id)?;
    let number = |name: &str| call.value(name).and_then(|value| value.parse::<usize>().ok());
    let (offset, limit) = (number("offset").unwrap_or(0), number("limit").unwrap_or(50).min(50));
    let logs = call.store.logs.get(id).map(Vec::as_slice).unwrap_or_default();
    let page: Vec<&Value> = logs.iter().skip(offset).take(limit).collect();
    Ok(Reply::with(200, "runLogs", json!(page)))
}

/// `POST /actions/runs/{id}/logs`; may end the run.
pub fn add_log(call: &mut Call) -> Handled {
    let id = call.names[0];
    let mut run = open(call.store, id)?;
    let body = call.checked(Shape::RunLog)?.clone();
    let before = run.clone();
    if let Some(status) = body.get("terminationStatus") {
        run.insert("status".into(), status.clone());
    }
    if let Some(label) = body.get("statusLabel") {
        run.insert("statusLabel".into(), label.clone());
    }
    call.stamp(&mut run, Some(&before));
    let at = run["updatedAt"].clone();
    if body.contains_key("terminationStatus") {
        run.insert("endedAt".into(), at.clone());
    }
    call.store.runs.insert(id.to_owned(), run.into());
    let log = json!({"id": call.store.issue("runLog"), "runId": id, "message": body["message"], "createdAt": at});
    call.store.logs.entry(id.to_owned()).or_default().push(log.clone());
    Ok(Reply::with(201, "runLog", log))
}

fn found<'a>(store: &'a Store, id: &str) -> Result<&'a Body, Refusal> {
    store.runs.get(id).map(|run| &**run).ok_or_else(|| Refusal::not_found("Run", id))
}

/// A run that is not over: nothing can be added to one that is.
fn open(store: &Store, id: &str) -> Result<Body, Refusal> {
    let run = found(store, id)?;
    if text(run, "status") != "IN_PROGRESS" {
        return Err(Refusal::new(422, "run_exhausted", format!("the run \"{id}\" is over")));
    }
    Ok(run.clone())
}
