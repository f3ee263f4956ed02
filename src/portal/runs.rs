//! Port's routes for the runs of actions: one function, one request.

use serde_json::{Value, json};

use crate::portal::wire::{Method, Portal, PortalError, Request};

/// A run of an action, as far as somebody who reports on it needs to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Run {
    /// `IN_PROGRESS`, `WAITING_FOR_APPROVAL`, or how it ended.
    pub status: String,
    /// What the page shows in place of the status.
    pub label: Option<String>,
    /// Where it leads; Port keeps one link as a text, several as a list.
    pub links: Vec<String>,
    /// The identifier that the system has for it that does its work.
    pub external: Option<String>,
}

impl Run {
    fn of(body: &Value) -> Option<Self> {
        let text = |key: &str| body.get(key).and_then(Value::as_str).map(str::to_owned);
        let links = match body.get("link") {
            Some(Value::String(link)) if !link.is_empty() => vec![link.clone()],
            Some(Value::Array(links)) => links.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        let status = text("status")?;
        Some(Self { status, label: text("statusLabel"), links, external: text("externalRunId") })
    }

    /// Whether it is over, so that Port takes nothing more of it.
    pub(crate) fn is_over(&self) -> bool {
        ["SUCCESS", "FAILURE", "DECLINED"].contains(&self.status.as_str())
    }
}

/// Reads a run.
///
/// # Errors
/// Those of [`Portal::send`], and [`PortalError::Protocol`] for an answer without a run.
pub(crate) fn read(portal: &dyn Portal, run: &str) -> Result<Run, PortalError> {
    let request = Request::new(Method::Get, ["actions", "runs", run]);
    let answer = portal.send(&request)?;
    let odd = || PortalError::Protocol { request: request.to_string(), reason: "it has no `run`".to_owned() };
    answer.body.get("run").and_then(Run::of).ok_or_else(odd)
}

/// Sets the fields of a run that a body names, each as a whole. A `status` ends the run.
///
/// # Errors
/// Those of [`Portal::send`]; `run_exhausted` if the run is over.
pub(crate) fn merge(portal: &dyn Portal, run: &str, body: Value) -> Result<(), PortalError> {
    portal.send(&Request::new(Method::Patch, ["actions", "runs", run]).body(body)).map(|_| ())
}

/// Adds a message to the log of a run.
///
/// # Errors
/// Those of [`Portal::send`]; `run_exhausted` if the run is over.
pub(crate) fn log(portal: &dyn Portal, run: &str, message: &str) -> Result<(), PortalError> {
    let request = Request::new(Method::Post, ["actions", "runs", run, "logs"]).body(json!({ "message": message }));
    portal.send(&request).map(|_| ())
}

/// How many messages Port gives in one answer, at most.
const PAGE: usize = 50;

/// Whether a message is in the log of a run, among its first two thousand.
///
/// # Errors
/// Those of [`Portal::send`], and [`PortalError::Protocol`] for an answer without a log.
pub(crate) fn has_logged(portal: &dyn Portal, run: &str, message: &str) -> Result<bool, PortalError> {
    for offset in (0..40).map(|page| page * PAGE) {
        let request = Request::new(Method::Get, ["actions", "runs", run, "logs"]);
        let request = request.query("limit", PAGE).query("offset", offset);
        let answer = portal.send(&request)?;
        let odd = || PortalError::Protocol { request: request.to_string(), reason: "it has no `runLogs`".to_owned() };
        let logs = answer.body.get("runLogs").and_then(Value::as_array).ok_or_else(odd)?;
        if logs.iter().any(|log| log["message"] == message) {
            return Ok(true);
        }
        if logs.len() < PAGE {
            break;
        }
    }
    Ok(false)
}
