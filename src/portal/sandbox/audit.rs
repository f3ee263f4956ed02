//! The audit log: who wrote which resource, and when. Writes of entities are not recorded.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Call, HandlerResult, Refusal, Reply, Route, ServedKind, get};

pub(super) const ROUTES: &[Route] = &[get("audit-log", list)];

/// Older events are forgotten.
const MAX_EVENTS: usize = 200;

/// Records a write that has just been made. As in Port, the identifiers are in the bodies; the rest of them is left out.
pub(super) fn record(call: &mut Call, kind: &ServedKind, action: &str, parent: &str, identifier: &str) {
    let mut body = json!({kind.identity.field: identifier});
    let mut context = json!({});
    if let Some(of) = &kind.identity.parent {
        body[of.field] = json!(parent);
        context[of.kind] = json!(parent);
    }
    let side = |exists: bool| if exists { body.clone() } else { Value::Null };
    let at = call.store.latest_write.clone();
    let event = json!({
        "identifier": format!("event_{at}"), "action": action, "resourceType": kind.name, "status": "SUCCESS",
        "trigger": {"at": at, "by": {"userId": call.by}, "origin": "API"}, "context": context,
        "diff": {"before": side(action != "CREATE"), "after": side(action != "DELETE")},
    });
    call.store.audits.push_back(event.into());
    if call.store.audits.len() > MAX_EVENTS {
        call.store.audits.pop_front();
    }
}

/// The latest events first; with `from`, only those since then.
fn list(call: &mut Call) -> HandlerResult {
    let from = call.query.value("from").map(str::parse::<Timestamp>).transpose();
    let from = from.map_err(|_| Refusal::invalid("from", "must be a date and time"))?;
    let time = |event: &Value| event["trigger"]["at"].as_str().and_then(|at| at.parse::<Timestamp>().ok());
    let events = call.store.audits.iter().rev().map(|event| (**event).clone());
    let wanted = events.filter(|event| from.is_none_or(|from| time(event) >= Some(from)));
    Ok(Reply::with(200, "audits", wanted.collect::<Value>()))
}
