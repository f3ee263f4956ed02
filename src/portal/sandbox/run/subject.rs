//! The entity that a run is about.

use serde_json::{Value, json};

use crate::kind::search::matches;
use crate::portal::sandbox::entity;
use crate::portal::sandbox::{Body, Refusal, Store};

/// The entity that a request names; null where there is none. DAY-2 and DELETE on a blueprint require one. It must exist and
/// pass the trigger's condition.
pub(super) fn of(store: &Store, trigger: &Value, named: Option<&str>) -> Result<Value, Refusal> {
    let on_entity = trigger["operation"] != "CREATE";
    let Some(blueprint) = trigger["blueprintIdentifier"].as_str() else { return Ok(Value::Null) };
    let Some(identifier) = named else {
        if !on_entity {
            return Ok(Value::Null);
        }
        let missing = "the action is run on an entity, and none is named";
        return Err(Refusal::new(422, "missing_self_service_action_entity", missing));
    };
    let found = store.entity(blueprint, identifier).ok_or_else(|| Refusal::not_found("Entity", identifier))?;
    let entity = entity::answer(store, found, true);
    let condition = &trigger["condition"];
    if let (Some(fields), false) = (entity.as_object(), condition.is_null())
        && !matches(condition, fields)?
    {
        let message = format!("the entity \"{identifier}\" does not pass the action's condition");
        return Err(Refusal::new(422, "entity_does_not_pass_condition", message));
    }
    Ok(entity)
}

/// A run's summary of a blueprint, entity or action.
pub(super) fn summary(body: Option<&Body>) -> Value {
    let Some(body) = body else { return Value::Null };
    json!({"identifier": body.get("identifier"), "title": body.get("title"), "icon": body.get("icon")})
}

pub(super) fn blueprint(store: &Store, trigger: &Value) -> Value {
    let blueprint = trigger["blueprintIdentifier"].as_str().and_then(|identifier| store.blueprint(identifier).ok());
    summary(blueprint)
}
