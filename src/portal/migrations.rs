//! Port's routes for migrations: jobs that copy the values of entities with jq.

use serde_json::{Value, json};

use crate::portal::wire::{Method, Portal, PortalError, Request};

/// A migration as Port reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MigrationReport {
    pub status: String,
    /// How many entities were written, and how many were not.
    pub written: u64,
    pub failed: u64,
}

impl MigrationReport {
    fn of(body: &Value) -> Option<Self> {
        let number = |field: &str| body.get(field).and_then(Value::as_u64).unwrap_or(0);
        let status = body.get("status")?.as_str()?.to_owned();
        Some(Self { status, written: number("successCount"), failed: number("failureCount") })
    }

    /// Whether it still runs, or has not started yet.
    pub(crate) fn is_running(&self) -> bool {
        !matches!(self.status.as_str(), "COMPLETED" | "FAILURE" | "CANCELLED")
    }

    /// Whether it copied everything.
    pub(crate) fn is_complete(&self) -> bool {
        self.status == "COMPLETED" && self.failed == 0
    }
}

/// Starts a migration, and returns its identifier.
pub(crate) fn start(portal: &dyn Portal, blueprint: &str, mapping: &Value) -> Result<String, PortalError> {
    let body = json!({ "sourceBlueprint": blueprint, "mapping": mapping });
    let request = Request::new(Method::Post, ["migrations"]).body(body);
    let answer = portal.send(&request)?;
    let nested = answer.body.get("migration").and_then(|migration| migration.get("id")).and_then(Value::as_str);
    match nested {
        Some(identifier) => Ok(identifier.to_owned()),
        None => answer.field(&request, "migrationId", Value::as_str).map(str::to_owned),
    }
}

/// Returns a migration by its identifier.
pub(crate) fn read(portal: &dyn Portal, identifier: &str) -> Result<MigrationReport, PortalError> {
    let request = Request::new(Method::Get, ["migrations", identifier]);
    portal.send(&request)?.field(&request, "migration", MigrationReport::of)
}

/// Returns the identifier of a running migration of a blueprint that fills these properties.
pub(crate) fn running(portal: &dyn Portal, blueprint: &str, mapping: &Value) -> Result<Option<String>, PortalError> {
    let request = Request::new(Method::Get, ["migrations"]);
    let answer = portal.send(&request)?;
    let all = answer.field(&request, "migrations", Value::as_array)?;
    let filled = |mapping: &Value| mapping["entity"]["properties"].clone();
    let is_it = |migration: &&Value| {
        MigrationReport::of(migration).is_some_and(|report| report.is_running())
            && migration["sourceBlueprint"] == blueprint
            && filled(&migration["mapping"]) == filled(mapping)
    };
    Ok(all.iter().find(is_it).and_then(|migration| migration.get("id")?.as_str()).map(str::to_owned))
}
