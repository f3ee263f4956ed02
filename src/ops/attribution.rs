//! Who changed the resources that changed outside, from the portal's audit log.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::kind::{Key, Kind};
use crate::plan::{AuditEntry, Plan};
use crate::portal::{Portal, resources};

/// Adds the latest entry of the audit log since a time to each attribution of a plan. It takes one request, and none if
/// nothing changed outside. Without the permission to read the log, nothing is added.
pub(super) fn attribute(plan: &mut Plan, portal: &dyn Portal, since: &str) {
    let is_outside = plan.steps.iter().any(|step| step.class.is_some_and(|class| class.is_outside()));
    if !is_outside {
        return;
    }
    // Nothing depends on these entries, so an error is no reason to fail.
    let mut latest: BTreeMap<Key, AuditEntry> = BTreeMap::new();
    for event in resources::audit_log(portal, since).unwrap_or_default() {
        let Some((key, entry)) = key(&event).zip(entry(&event)) else { continue };
        if latest.get(&key).is_none_or(|known| known.at <= entry.at) {
            latest.insert(key, entry);
        }
    }
    for (key, attribution) in &mut plan.attributions {
        attribution.audit = latest.remove(key);
    }
}

/// Returns the resource that an event is about: its body, before or after, has the identifiers.
fn key(event: &Value) -> Option<Key> {
    let kind = Kind::named(&event.get("resourceType")?.as_str()?.to_lowercase().replace('_', "-"))?;
    let body = ["after", "before"].iter().find_map(|side| event.get("diff")?.get(side).filter(|body| body.is_object()));
    let mut body = body?.clone();
    // Only the context contains the blueprint of a scorecard.
    if let (Some(parent), Some(of)) = (&kind.identity.parent, event.pointer("/context/blueprint")) {
        body.as_object_mut()?.entry(parent.field).or_insert_with(|| of.clone());
    }
    kind.key_of(&body)
}

fn entry(event: &Value) -> Option<AuditEntry> {
    let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let is_done = event.get("status").and_then(Value::as_str).is_none_or(|status| status == "SUCCESS");
    let by = ["/trigger/by/user/email", "/trigger/by/email", "/trigger/by/userId"].into_iter().find_map(text);
    let entry = AuditEntry {
        action: text("/action")?.to_lowercase(),
        by,
        at: text("/trigger/at")?,
        origin: text("/trigger/origin"),
    };
    is_done.then_some(entry)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_names_its_resource_in_either_body() {
        let event = json!({
            "action": "DELETE", "resourceType": "scorecard", "status": "SUCCESS", "context": {"blueprint": "service"},
            "diff": {"before": {"identifier": "quality"}, "after": null},
            "trigger": {"at": "2026-01-01T00:00:00.000Z", "by": {"userId": "auth0|1"}, "origin": "UI"},
        });
        assert_eq!(key(&event).map(|key| key.to_string()).as_deref(), Some("scorecard/service/quality"));
        let entry = entry(&event).expect("an entry");
        assert_eq!((entry.action.as_str(), entry.by.as_deref()), ("delete", Some("auth0|1")));
        assert!(super::entry(&json!({"status": "FAILURE", "action": "A", "trigger": {"at": "t"}})).is_none());
    }
}
