//! What Port refuses, fills in and updates when a blueprint is written or deleted.

use serde_json::{Value, json};

use super::stored::NAME;
use super::{change, protected, reference, rename, settle};
use crate::portal::sandbox::{
    Body, Call, Draft, HandlerResult, Quirks, Refusal, Reply, Shape, Store, merge_deep, section, text,
};
use crate::portal::sandbox::{catalog, entity, migration, resource};

const SHAPES: &str = include_str!("../shapes/blueprint.json");
static CREATE: Shape = Shape::new(SHAPES, "create");
static REPLACE: Shape = Shape::new(SHAPES, "replace");
static MERGE: Shape = Shape::new(SHAPES, "merge");

pub(crate) static QUIRKS: Quirks = Quirks {
    kind: NAME,
    seed: || protected::SEED.clone(),
    create: Some(&CREATE),
    replace: Some(&REPLACE),
    merge: Some(&MERGE),
    // These two have alternative closed shapes, and a mix of two shapes would fit neither.
    merged: |body, patch| merge_deep(body, patch, &["ownership", "changelogDestination"]),
    prepare,
    written: |store, identifier| {
        reference::check_targets(store, store.blueprint(identifier)?)?;
        reference::check(store, identifier)?;
        change::update_entities(store, identifier);
        Ok(())
    },
    renames: true,
    renamed: rename::blueprint,
    check_delete,
    deletes: |store, query, identifier| {
        let wanted =
            |action: &Body| query.flag("delete_actions") && action["trigger"]["blueprintIdentifier"] == identifier;
        store
            .under("action", "")
            .filter(|(_, action)| wanted(action))
            .map(|(action, _)| ("action", action.to_owned()))
            .chain(catalog::of_blueprint(store, identifier))
            .collect()
    },
    ..Quirks::NONE
};

fn prepare(store: &Store, draft: &mut Draft) -> Result<(), Refusal> {
    let (identifier, body) = (draft.identifier, &mut draft.body);
    settle::fill(body);
    settle::check(body)?;
    protected::check(identifier, body)?;
    let new = text(body, "identifier");
    if draft.old.is_none() || new != identifier {
        protected::check_new(new)?;
    }
    match draft.old {
        Some(old) => change::check(store, identifier, old, body),
        // The blueprint does not exist yet, so a relation to itself has no target.
        None => reference::check_targets(store, body),
    }
}

fn check_delete(store: &Store, identifier: &str) -> Result<(), Refusal> {
    let count = store.entities_of(identifier).count();
    let refused = |reason: &str, details: Value| {
        let message = format!("Blueprint \"{identifier}\" cannot be deleted because {reason}");
        Err(Refusal::dependents(message, details))
    };
    if count > 0 {
        let details = json!({"blueprint": identifier, "entitiesCount": count});
        return refused(&format!("there are existing {count} entities"), details);
    }
    protected::check_delete(identifier)?;
    let depends = |body: &Body| {
        ["relations", "aggregationProperties"]
            .iter()
            .any(|name| section(body, name).values().any(|member| member["target"] == identifier))
    };
    match store.blueprints().find(|(other, body)| *other != identifier && depends(body)) {
        Some((other, _)) => {
            let details = json!({"blueprint": identifier, "entitiesCount": 0, "dependent": other});
            refused(&format!("\"{other}\" is related to it"), details)
        }
        None => Ok(()),
    }
}

pub(super) fn count_entities(call: &mut Call) -> HandlerResult {
    call.store.blueprint(call.names[0])?;
    Ok(Reply::with(200, "count", call.store.entities_of(call.names[0]).count()))
}

/// Answers with the migration that deletes them.
pub(super) fn delete_entities(call: &mut Call) -> HandlerResult {
    let identifier = call.names[0];
    call.store.blueprint(identifier)?;
    let count = call.store.entities_of(identifier).count();
    let with_blueprint = call.query.flag("delete_blueprint");
    entity::remove_all(call.store, identifier)?;
    if with_blueprint {
        resource::remove(call, call.kinds.named(NAME), "", identifier)?;
    }
    let id = migration::begin_deletion(call, identifier, count, with_blueprint);
    Ok(Reply::with(200, "migrationId", id))
}
