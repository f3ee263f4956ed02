//! Port's routes for the runs of actions. They fail as [`Portal::send`] does or with [`PortalError::Protocol`] for a response
//! without what was requested. Port refuses to change a run that is over (`run_exhausted`).

use serde_json::{Value, json};

use crate::portal::wire::{Method, Portal, PortalError, Request};

/// The fields of a run that its reporter needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Run {
    /// `IN_PROGRESS`, `WAITING_FOR_APPROVAL`, or how it ended.
    pub status: String,
    /// Shown on the page in place of the status.
    pub label: Option<String>,
    pub links: Vec<String>,
    /// The run's identifier in the system that carries it out.
    pub external: Option<String>,
}

impl Run {
    fn of(body: &Value) -> Option<Self> {
        let text = |key: &str| body.get(key).and_then(Value::as_str).map(str::to_owned);
        // Port stores one link as a string, several as a list.
        let links = match body.get("link") {
            Some(Value::String(link)) if !link.is_empty() => vec![link.clone()],
            Some(Value::Array(links)) => links.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        let status = text("status")?;
        Some(Self { status, label: text("statusLabel"), links, external: text("externalRunId") })
    }

    pub(crate) fn is_over(&self) -> bool {
        ["SUCCESS", "FAILURE", "DECLINED"].contains(&self.status.as_str())
    }
}

pub(crate) fn read(portal: &dyn Portal, run: &str) -> Result<Run, PortalError> {
    let request = Request::new(Method::Get, ["actions", "runs", run]);
    portal.send(&request)?.field(&request, "run", Run::of)
}

/// Replaces the fields of a run that are in the body. A `status` ends the run.
pub(crate) fn merge(portal: &dyn Portal, run: &str, body: Value) -> Result<(), PortalError> {
    portal.send(&Request::new(Method::Patch, ["actions", "runs", run]).body(body)).map(|_| ())
}

pub(crate) fn log(portal: &dyn Portal, run: &str, message: &str) -> Result<(), PortalError> {
    let request = Request::new(Method::Post, ["actions", "runs", run, "logs"]).body(json!({ "message": message }));
    portal.send(&request).map(|_| ())
}

/// The most messages in one of Port's responses.
const PAGE: usize = 50;

/// Whether a message is among the first two thousand in the log of a run.
pub(crate) fn has_logged(portal: &dyn Portal, run: &str, message: &str) -> Result<bool, PortalError> {
    for offset in (0..40).map(|page| page * PAGE) {
        let request = Request::new(Method::Get, ["actions", "runs", run, "logs"]);
        let request = request.query("limit", PAGE).query("offset", offset);
        let answer = portal.send(&request)?;
        let logs = answer.field(&request, "runLogs", Value::as_array)?;
        if logs.iter().any(|log| log["message"] == message) {
            return Ok(true);
        }
        if logs.len() < PAGE {
            break;
        }
    }
    Ok(false)
}
