//! Lists, reads, creates, replaces, merges and deletes blueprints.

use serde_json::{Value, json};

use super::{change, protected, reference, rename, settle};
use crate::portal::sandbox::body::{Body, section, text, without_server_owned};
use crate::portal::sandbox::call::{Call, HandlerResult, Reply};
use crate::portal::sandbox::refusal::Refusal;
use crate::portal::sandbox::shape::Shape;
use crate::portal::sandbox::store::{Store, shuffled};
use crate::portal::sandbox::{entity, migration};

pub(crate) fn list(call: &mut Call) -> HandlerResult {
    let blueprints = shuffled(call.store.blueprints.values(), |body| text(body, "identifier").to_owned());
    Ok(Reply::with(200, "blueprints", json!(blueprints)))
}

pub(crate) fn read(call: &mut Call) -> HandlerResult {
    Ok(Reply::with(200, "blueprint", call.store.blueprint(call.names[0])?.clone()))
}

pub(crate) fn structure(call: &mut Call) -> HandlerResult {
    let identifier = call.names[0];
    let structure = Store::structure(identifier).ok_or_else(|| Refusal::not_found("Blueprint", identifier))?;
    Ok(Reply::with(200, "blueprint", structure.clone()))
}

pub(crate) fn entities_count(call: &mut Call) -> HandlerResult {
    call.store.blueprint(call.names[0])?;
    Ok(Reply::with(200, "count", call.store.entities_of(call.names[0]).count()))
}

pub(crate) fn create(call: &mut Call) -> HandlerResult {
    let body = call.checked(Shape::BlueprintCreate)?.clone();
    let identifier = text(&body, "identifier").to_owned();
    Refusal::if_taken(call.store.blueprints.contains_key(&identifier), "Blueprint", &identifier)?;
    protected::check_new(&identifier)?;
    // The blueprint does not exist yet, so a relation to itself has no target.
    reference::check_targets(call.store, &body)?;
    write(call, &identifier, body, None, 201)
}

/// Removes the fields that the body does not have.
pub(crate) fn replace(call: &mut Call) -> HandlerResult {
    let identifier = call.names[0];
    let old = call.store.blueprint(identifier)?.clone();
    let body = call.checked(Shape::BlueprintReplace)?.clone();
    write(call, identifier, body, Some(&old), 200)
}

/// Merges objects at every depth, replaces all other values and removes nothing.
pub(crate) fn merge(call: &mut Call) -> HandlerResult {
    let identifier = call.names[0];
    let old = call.store.blueprint(identifier)?.clone();
    let patch = without_server_owned(call.checked(Shape::BlueprintMerge)?);
    let mut body = without_server_owned(&old);
    merge_into(&mut body, &patch);
    Shape::BlueprintReplace.check(&Value::Object(body.clone()))?;
    write(call, identifier, body, Some(&old), 200)
}

fn merge_into(body: &mut Body, patch: &Body) {
    for (key, value) in patch {
        match (body.get_mut(key), value) {
            // These two have alternative closed shapes, and a mix of two shapes would fit neither.
            (Some(Value::Object(old)), Value::Object(new)) if key != "ownership" && key != "changelogDestination" => {
                merge_into(old, new);
            }
            _ => {
                body.insert(key.clone(), value.clone());
            }
        }
    }
}

/// Writes a blueprint of the right shape, if it is consistent with the rest of the portal.
fn write(call: &mut Call, identifier: &str, body: Body, old: Option<&Body>, status: u16) -> HandlerResult {
    let mut body = without_server_owned(&body);
    if !body.contains_key("identifier") {
        body.shift_insert(0, "identifier".into(), json!(identifier));
    }
    settle::fill(&mut body);
    settle::check(&body)?;
    protected::check(identifier, &body)?;
    let renamed = text(&body, "identifier").to_owned();
    if renamed != identifier {
        Refusal::if_taken(call.store.blueprints.contains_key(&renamed), "Blueprint", &renamed)?;
        protected::check_new(&renamed)?;
        rename::retarget(&mut body, identifier, &renamed);
    }
    if let Some(old) = old {
        let mut old = old.clone();
        rename::retarget(&mut old, identifier, &renamed);
        change::check(call.store, identifier, &old, &body)?;
    }
    if renamed != identifier {
        rename::blueprint(call.store, identifier, &renamed);
    }
    call.stamp(&mut body, old);
    call.store.blueprints.insert(renamed.clone(), body.clone().into());
    reference::check_targets(call.store, &body)?;
    reference::check(call.store, &renamed)?;
    change::update_entities(call.store, &renamed);
    Ok(Reply::with(status, "blueprint", body))
}

pub(crate) fn delete(call: &mut Call) -> HandlerResult {
    let identifier = call.names[0];
    call.store.blueprint(identifier)?;
    let count = call.store.entities_of(identifier).count();
    if count > 0 {
        let message =
            format!("Blueprint \"{identifier}\" cannot be deleted because there are existing {count} entities");
        return Err(Refusal::dependents(message, json!({"blueprint": identifier, "entitiesCount": count})));
    }
    remove(call, identifier)?;
    Ok(Reply::done())
}

/// Answers with the migration that deletes them.
pub(crate) fn all_entities(call: &mut Call) -> HandlerResult {
    let identifier = call.names[0];
    call.store.blueprint(identifier)?;
    let count = call.store.entities_of(identifier).count();
    let with_blueprint = call.flag("delete_blueprint");
    entity::remove_all(call.store, identifier)?;
    if with_blueprint {
        remove(call, identifier)?;
    }
    let id = migration::begin_deletion(call, identifier, count, with_blueprint);
    Ok(Reply::with(200, "migrationId", id))
}

/// Removes a blueprint without entities, if no other blueprint depends on it.
fn remove(call: &mut Call, identifier: &str) -> Result<(), Refusal> {
    if identifier.starts_with('_') {
        return Err(Refusal::protected(format!("the system blueprint \"{identifier}\" cannot be deleted")));
    }
    let depends = |body: &Body| {
        ["relations", "aggregationProperties"]
            .iter()
            .any(|name| section(body, name).values().any(|member| member["target"] == identifier))
    };
    let mut others = call.store.blueprints.iter().filter(|(other, body)| *other != identifier && depends(body));
    if let Some((other, _)) = others.next() {
        let message = format!("Blueprint \"{identifier}\" cannot be deleted because \"{other}\" is related to it");
        let details = json!({"blueprint": identifier, "entitiesCount": 0, "dependent": other});
        return Err(Refusal::dependents(message, details));
    }
    let with_actions = call.flag("delete_actions");
    let store = &mut *call.store;
    store.blueprints.remove(identifier);
    store.scorecards.remove(identifier);
    store.entities.remove(identifier);
    store.blueprint_permissions.remove(identifier);
    if with_actions {
        store.actions.retain(|_, action| action["trigger"]["blueprintIdentifier"] != identifier);
        let actions = &store.actions;
        store.action_permissions.retain(|action, _| actions.contains_key(action));
    }
    Ok(())
}
