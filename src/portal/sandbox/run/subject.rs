//! The entity that a run is about.

use serde_json::{Value, json};

use crate::portal::sandbox::body::text;
use crate::portal::sandbox::entity;
use crate::portal::sandbox::refusal::Refusal;
use crate::portal::sandbox::store::Store;

/// The whole entity that a request names: needed for DAY-2 and DELETE on a blueprint, and then it exists and passes the
/// trigger's condition. Null where the run is about none.
pub(super) fn of(store: &Store, trigger: &Value, named: Option<&str>) -> Result<Value, Refusal> {
    let on_entity = trigger["operation"] != "CREATE";
    let Some(blueprint) = trigger["blueprintIdentifier"].as_str() else { return Ok(Value::Null) };
    let Some(identifier) = named else {
        let missing = "the action is run on an entity, and none is named";
        return if on_entity {
            Err(Refusal::new(422, "missing_self_service_action_entity", missing))
        } else {
            Ok(Value::Null)
        };
    };
    let found = store.entity(blueprint, identifier).ok_or_else(|| Refusal::not_found("Entity", identifier))?;
    let entity = entity::answer(store, found, true);
    let condition = &trigger["condition"];
    if let (Some(fields), false) = (entity.as_object(), condition.is_null())
        && !entity::chooses(condition, fields)?
    {
        let message = format!("the entity \"{identifier}\" does not pass the action's condition");
        return Err(Refusal::new(422, "entity_does_not_pass_condition", message));
    }
    Ok(entity)
}

/// What a run shows of a blueprint, entity or action; null where there is none.
pub(super) fn brief(thing: &Value) -> Value {
    if thing.is_null() {
        return Value::Null;
    }
    json!({"identifier": thing["identifier"], "title": thing["title"], "icon": thing["icon"]})
}

/// What a run shows of the blueprint that its action is about.
pub(super) fn blueprint(store: &Store, trigger: &Value) -> Value {
    let blueprint = trigger["blueprintIdentifier"].as_str().and_then(|identifier| store.blueprints.get(identifier));
    let Some(blueprint) = blueprint else { return Value::Null };
    json!({"identifier": text(blueprint, "identifier"), "title": blueprint.get("title"), "icon": blueprint.get("icon")})
}
