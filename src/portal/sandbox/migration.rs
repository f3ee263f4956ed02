//! Migrations: they map entities of a blueprint to entities of another or of the same one, or delete them.

use serde_json::{Value, json};

use super::entity::{Copied, copy};
use super::{Call, HandlerResult, Refusal, Reply, Route, Shape, get, shuffled, text, writes};
use crate::portal::wire::Method;

static CREATE: Shape = Shape::new(include_str!("shapes/migration.json"), "create");

pub(super) const ROUTES: &[Route] = &[
    get("migrations", list),
    writes(Method::Post, "migrations", create),
    // It completes a running migration.
    writes(Method::Get, "migrations/:", read),
    writes(Method::Post, "migrations/:/cancel", cancel),
];

/// Records the deletion of a blueprint's entities. As with Port, the first read still shows it running.
pub(super) fn begin_deletion(call: &mut Call, blueprint: &str, count: usize, with_blueprint: bool) -> String {
    let migration = json!({
        "sourceBlueprint": blueprint, "status": "RUNNING", "successCount": count, "failureCount": 0,
        "deleteEntities": true, "deleteBlueprint": with_blueprint,
    });
    begin(call, migration)
}

fn create(call: &mut Call) -> HandlerResult {
    let body = call.checked(&CREATE)?.clone();
    for identifier in [text(&body, "sourceBlueprint"), body["mapping"]["blueprint"].as_str().unwrap_or_default()] {
        call.store.blueprint(identifier)?;
    }
    let migration = json!({
        "sourceBlueprint": body["sourceBlueprint"], "mapping": body["mapping"],
        "status": "RUNNING", "successCount": 0, "failureCount": 0,
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

fn list(call: &mut Call) -> HandlerResult {
    let (statuses, blueprint) = (call.query.values("status"), call.query.value("blueprint"));
    let wanted = call.store.migrations.values().filter(|migration| {
        (statuses.is_empty() || statuses.contains(&text(migration, "status")))
            && blueprint.is_none_or(|blueprint| text(migration, "sourceBlueprint") == blueprint)
    });
    let migrations = shuffled(wanted, |migration| text(migration, "id").to_owned());
    Ok(Reply::with(200, "migrations", json!(migrations)))
}

/// A read still shows a migration running, and completes it.
fn read(call: &mut Call) -> HandlerResult {
    let id = call.names[0];
    let found = call.store.migrations.get(id).ok_or_else(|| Refusal::not_found("Migration", id))?;
    let answer = found.clone();
    if text(&answer, "status") == "RUNNING" {
        let mut ended = answer.clone();
        if answer.contains_key("mapping") {
            let Copied { written, failed } = copy(call, text(&answer, "sourceBlueprint"), &answer["mapping"]);
            ended.insert("successCount".into(), json!(written));
            ended.insert("failureCount".into(), json!(failed));
            let is_failure = failed > 0 && written == 0;
            ended.insert("status".into(), json!(if is_failure { "FAILURE" } else { "COMPLETED" }));
        } else {
            ended.insert("status".into(), json!("COMPLETED"));
        }
        call.store.migrations.insert(id.to_owned(), ended);
    }
    Ok(Reply::with(200, "migration", answer))
}

fn cancel(call: &mut Call) -> HandlerResult {
    let id = call.names[0];
    let migration = call.store.migrations.get_mut(id).ok_or_else(|| Refusal::not_found("Migration", id))?;
    if text(migration, "status") != "RUNNING" {
        return Err(Refusal::new(422, "invalid_request", format!("the migration \"{id}\" is over")));
    }
    migration.insert("status".into(), json!("CANCELLED"));
    Ok(Reply::with(200, "migration", migration.clone()))
}
