//! Migrations: the sandbox reports on them, and moves no entity itself.

use serde_json::{Value, json};

use super::body::text;
use super::call::{Call, HandlerResult, Reply};
use super::refusal::Refusal;
use super::shape::Shape;
use super::store::shuffled;

/// Records the deletion of a blueprint's entities. As with Port, the first read still shows it running.
pub(super) fn begin_deletion(call: &mut Call, blueprint: &str, count: usize, with_blueprint: bool) -> String {
    let migration = json!({
        "sourceBlueprint": blueprint, "status": "RUNNING", "successCount": count, "failureCount": 0,
        "deleteEntities": true, "deleteBlueprint": with_blueprint,
    });
    begin(call, migration)
}

/// Records a migration that failed for every entity, because the sandbox moves none.
pub(super) fn create(call: &mut Call) -> HandlerResult {
    let body = call.checked(Shape::Migration)?.clone();
    for identifier in [text(&body, "sourceBlueprint"), body["mapping"]["blueprint"].as_str().unwrap_or_default()] {
        if !call.store.blueprints.contains_key(identifier) {
            return Err(Refusal::not_found("Blueprint", identifier));
        }
    }
    let count = call.store.entities_of(text(&body, "sourceBlueprint")).count();
    let migration = json!({
        "sourceBlueprint": body["sourceBlueprint"], "mapping": body["mapping"],
        "status": "FAILURE", "successCount": 0, "failureCount": count,
    });
    Ok(Reply::with(202, "migrationId", begin(call, migration)))
}

fn begin(call: &mut Call, migration: Value) -> String {
    let Value::Object(mut migration) = migration else { return String::new() };
    let id = call.store.issue("migration");
    migration.insert("id".into(), json!(id));
    migration.insert("actor".into(), json!(call.by));
    call.stamp(&mut migration, None);
    call.store.migrations.insert(id.clone(), migration.into());
    id
}

pub(super) fn list(call: &mut Call) -> HandlerResult {
    let (statuses, blueprint) = (call.values("status"), call.value("blueprint"));
    let wanted = call.store.migrations.values().filter(|migration| {
        (statuses.is_empty() || statuses.contains(&text(migration, "status")))
            && blueprint.is_none_or(|blueprint| text(migration, "sourceBlueprint") == blueprint)
    });
    let migrations = shuffled(wanted, |migration| text(migration, "id").to_owned());
    Ok(Reply::with(200, "migrations", json!(migrations)))
}

/// A running migration is completed by the next read.
pub(super) fn read(call: &mut Call) -> HandlerResult {
    let id = call.names[0];
    let migration = call.store.migrations.get_mut(id).ok_or_else(|| Refusal::not_found("Migration", id))?;
    let answer = migration.clone();
    if text(migration, "status") == "RUNNING" {
        migration.insert("status".into(), json!("COMPLETED"));
    }
    Ok(Reply::with(200, "migration", answer))
}

pub(super) fn cancel(call: &mut Call) -> HandlerResult {
    let id = call.names[0];
    let migration = call.store.migrations.get_mut(id).ok_or_else(|| Refusal::not_found("Migration", id))?;
    if text(migration, "status") != "RUNNING" {
        return Err(Refusal::new(422, "invalid_request", format!("the migration \"{id}\" is over")));
    }
    migration.insert("status".into(), json!("CANCELLED"));
    Ok(Reply::with(200, "migration", migration.clone()))
}
