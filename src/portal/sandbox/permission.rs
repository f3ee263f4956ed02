//! Who may do what with a blueprint's entities, and who may run and approve an action.

use serde_json::{Map, Value, json};

use super::body::{Body, properties, section};
use super::call::{Call, HandlerResult, Reply};
use super::refusal::Refusal;
use super::shape::Shape;
use super::store::shuffled;

pub(super) fn read_blueprint(call: &mut Call) -> HandlerResult {
    Ok(Reply::with(200, "permissions", answer(of_blueprint(call)?)))
}

pub(super) fn merge_blueprint(call: &mut Call) -> HandlerResult {
    let mut permissions = of_blueprint(call)?;
    merge(&mut permissions, call.checked(Shape::BlueprintPermissions)?);
    call.store.tick(call.now);
    call.store.blueprint_permissions.insert(call.names[0].to_owned(), permissions.clone());
    Ok(Reply::with(200, "permissions", answer(permissions)))
}

pub(super) fn read_action(call: &mut Call) -> HandlerResult {
    Ok(Reply::with(200, "permissions", answer(of_action(call)?)))
}

pub(super) fn merge_action(call: &mut Call) -> HandlerResult {
    let mut permissions = of_action(call)?;
    let patch = call.checked(Shape::ActionPermissions)?;
    let operation = &call.store.action(call.names[0])?["trigger"]["operation"];
    if patch.get("execute").is_some_and(|execute| execute["ownedByTeam"] == true) && operation == "CREATE" {
        return Err(Refusal::invalid("execute/ownedByTeam", "needs an action that is run on an entity"));
    }
    merge(&mut permissions, patch);
    call.store.tick(call.now);
    call.store.action_permissions.insert(call.names[0].to_owned(), permissions.clone());
    Ok(Reply::with(200, "permissions", answer(permissions)))
}

fn of_blueprint(call: &Call) -> Result<Value, Refusal> {
    let identifier = call.names[0];
    let blueprint = call.store.blueprint(identifier)?;
    if let Some(changed) = call.store.blueprint_permissions.get(identifier) {
        return Ok(changed.clone());
    }
    let grant = |roles: &[&str]| json!({"users": [], "roles": roles, "teams": [], "ownedByTeam": false});
    let update = || grant(&["Admin", &format!("{identifier}-moderator")]);
    let fields = ["$identifier", "$title", "$icon", "$team"].map(str::to_owned);
    let per_property: Map<String, Value> =
        fields.into_iter().chain(properties(blueprint).keys().cloned()).map(|name| (name, update())).collect();
    let per_relation: Map<String, Value> =
        section(blueprint, "relations").keys().map(|name| (name.clone(), update())).collect();
    Ok(json!({"entities": {
        "read": grant(&["Admin", "Member"]),
        "register": update(), "update": update(), "unregister": update(),
        "updateProperties": per_property, "updateRelations": per_relation,
    }}))
}

fn of_action(call: &Call) -> Result<Value, Refusal> {
    let identifier = call.names[0];
    call.store.action(identifier)?;
    Ok(call.store.action_permissions.get(identifier).cloned().unwrap_or_else(|| {
        json!({
            "execute": {"users": [], "roles": ["Admin", "Member"], "teams": [], "ownedByTeam": false, "policy": null},
            "approve": {"users": [], "roles": ["Admin"], "teams": [], "policy": null},
        })
    }))
}

/// Merges objects, but replaces a policy as a unit.
fn merge(permissions: &mut Value, patch: &Body) {
    for (key, value) in patch {
        match (&mut permissions[key.as_str()], value) {
            (old @ Value::Object(_), Value::Object(new)) if key != "policy" => merge(old, new),
            (old, new) => *old = new.clone(),
        }
    }
}

/// Users, roles and teams are sets: without duplicates, in no particular order.
fn answer(permissions: Value) -> Value {
    match permissions {
        Value::Object(members) => {
            let is_set = |key: &str| ["users", "roles", "teams"].contains(&key);
            let settled = members.into_iter().map(|(key, value)| match value {
                Value::Array(mut names) if is_set(&key) => {
                    names.sort_by_key(Value::to_string);
                    names.dedup();
                    (key, Value::Array(shuffled(names, Value::to_string)))
                }
                // A policy's queries may be called anything.
                value if key == "policy" => (key, value),
                value => (key, answer(value)),
            });
            Value::Object(settled.collect())
        }
        other => other,
    }
}
