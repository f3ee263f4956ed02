//! Self-service actions and automations.

use serde_json::{Value, json};

use super::blueprint::has_type;
use super::body::{Body, properties, text};
use super::call::{Call, HandlerResult, Reply};
use super::refusal::Refusal;
use super::shape::Shape;
use super::store::{Store, shuffled};

pub(super) fn list(call: &mut Call) -> HandlerResult {
    let is_among = |name: &str, value: &Value| {
        let wanted = call.values(name);
        wanted.is_empty() || value.as_str().is_some_and(|value| wanted.contains(&value))
    };
    let wanted = call.store.actions.values().filter(|action| {
        let trigger = &action["trigger"];
        is_among("action_identifier", &action["identifier"])
            && is_among("blueprint_identifier", blueprint_of(trigger))
            && is_among("operation", &trigger["operation"])
            && is_among("trigger_type", &trigger["type"])
            && is_among("trigger_event", &trigger["event"]["type"])
            && call.value("published").is_none_or(|wanted| {
                let published = action.get("publish").is_none_or(|publish| *publish == true);
                wanted == published.to_string()
            })
    });
    let actions = shuffled(wanted, |action| text(action, "identifier").to_owned());
    Ok(Reply::with(200, "actions", json!(actions)))
}

pub(super) fn read(call: &mut Call) -> HandlerResult {
    Ok(Reply::with(200, "action", call.store.action(call.names[0])?.clone()))
}

pub(super) fn create(call: &mut Call) -> HandlerResult {
    let body = call.checked(Shape::Action)?.clone();
    let identifier = text(&body, "identifier").to_owned();
    Refusal::if_taken(call.store.actions.contains_key(&identifier), "Action", &identifier)?;
    write(call, body, None, 201)
}

/// Removes the fields that the body does not have.
pub(super) fn replace(call: &mut Call) -> HandlerResult {
    let identifier = call.names[0];
    let old = call.store.action(identifier)?.clone();
    let body = call.checked(Shape::Action)?.clone();
    let renamed = text(&body, "identifier").to_owned();
    if renamed != identifier {
        Refusal::if_taken(call.store.actions.contains_key(&renamed), "Action", &renamed)?;
        call.store.actions.remove(identifier);
        if let Some(permissions) = call.store.action_permissions.remove(identifier) {
            call.store.action_permissions.insert(renamed, permissions);
        }
    }
    write(call, body, Some(&old), 200)
}

pub(super) fn delete(call: &mut Call) -> HandlerResult {
    let identifier = call.names[0];
    call.store.action(identifier)?;
    call.store.actions.remove(identifier);
    call.store.action_permissions.remove(identifier);
    Ok(Reply::done())
}

fn write(call: &mut Call, mut body: Body, old: Option<&Body>, status: u16) -> HandlerResult {
    check_inputs(&body)?;
    check_references(call.store, &body)?;
    settle(&mut body);
    let id = old.and_then(|old| old.get("id").cloned()).unwrap_or_else(|| json!(call.store.issue("action")));
    body.shift_insert(0, "id".into(), id);
    call.stamp(&mut body, old);
    call.store.actions.insert(text(&body, "identifier").to_owned(), body.clone().into());
    Ok(Reply::with(status, "action", body))
}

/// Fills in defaults, and drops a condition without expressions, which Port does not keep.
fn settle(action: &mut Body) {
    let Some(trigger) = action.get_mut("trigger").and_then(Value::as_object_mut) else { return };
    let empty = |condition: &Value| condition["expressions"].as_array().is_some_and(Vec::is_empty);
    if trigger.get("condition").is_some_and(empty) {
        trigger.shift_remove("condition");
    }
    if trigger.get("type").is_some_and(|kind| kind == "automation") {
        action.entry("publish").or_insert(json!(true));
    }
}

/// The blueprint of a trigger; null where there is none.
pub(super) fn blueprint_of(trigger: &Value) -> &Value {
    match &trigger["blueprintIdentifier"] {
        Value::Null => &trigger["event"]["blueprintIdentifier"],
        own => own,
    }
}

/// Each input must be a JSON Schema once its jq queries are evaluated, with a default of its type.
fn check_inputs(action: &Body) -> Result<(), Refusal> {
    let trigger = action.get("trigger").unwrap_or(&Value::Null);
    for (name, input) in trigger["userInputs"]["properties"].as_object().into_iter().flatten() {
        let refused = |field: &str, reason: &str| {
            let message = format!("\"trigger/userInputs/properties/{name}{field}\" {reason}");
            Err(Refusal::new(422, "user_inputs_schema_invalid", message))
        };
        let input = without_queries(input);
        if jsonschema::draft202012::new(&input).is_err() {
            return refused("", "is not a JSON Schema");
        }
        if input.get("default").is_some_and(|default| !has_type(default, input["type"].as_str().unwrap_or_default())) {
            return refused("/default", "must have the type of its input");
        }
    }
    Ok(())
}

fn without_queries(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let stated = members.iter().filter(|(_, member)| member.get("jqQuery").is_none());
            stated.map(|(name, member)| (name.clone(), without_queries(member))).collect()
        }
        other => other.clone(),
    }
}

/// The property of a timer event must be a timer.
fn check_timer(store: &Store, event: &Value) -> Result<(), Refusal> {
    let (Some(of), Some(name)) = (event["blueprintIdentifier"].as_str(), event["propertyIdentifier"].as_str()) else {
        return Ok(());
    };
    match store.blueprints.get(of).and_then(|blueprint| properties(blueprint).get(name)) {
        Some(property) if property["format"] != "timer" => {
            let message = format!("names \"{name}\", which is not a timer of \"{of}\"");
            Err(Refusal::invalid("trigger/event/propertyIdentifier", message))
        }
        _ => Ok(()),
    }
}

fn check_references(store: &Store, action: &Body) -> Result<(), Refusal> {
    let trigger = action.get("trigger").unwrap_or(&Value::Null);
    let mut blueprints = vec![blueprint_of(trigger)];
    for input in trigger["userInputs"]["properties"].as_object().into_iter().flat_map(Body::values) {
        blueprints.extend([&input["blueprint"], &input["items"]["blueprint"]]);
    }
    let method = action.get("invocationMethod").unwrap_or(&Value::Null);
    blueprints.push(&method["blueprintIdentifier"]);
    for identifier in blueprints.into_iter().filter_map(Value::as_str) {
        // A template is only known when the action runs.
        if !identifier.contains("{{") && !store.blueprints.contains_key(identifier) {
            return Err(Refusal::not_found("Blueprint", identifier));
        }
    }
    check_timer(store, &trigger["event"])?;
    match trigger["event"]["actionIdentifier"].as_str() {
        Some(other) if !store.actions.contains_key(other) && text(action, "identifier") != other => {
            Err(Refusal::not_found("Action", other))
        }
        _ => Ok(()),
    }
}
