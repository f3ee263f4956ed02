//! The references of an action: its blueprint, the blueprints of its inputs, and the resources that trigger it and that it writes and reads.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::action::places::PLACES;
use crate::kind::automation::{Found, text};
use crate::kind::blueprint::{self, DATA};
use crate::kind::reference::{Reference, Resources, Role};
use crate::kind::search::compared_properties;
use crate::kind::secret;
use crate::kind::template::{chains, template_texts};

/// Returns every reference in an action's body to something that must exist.
pub(crate) fn references(
    _identifier: &str,
    _parent: Option<&str>,
    body: &Value,
    resources: &dyn Resources,
) -> Vec<Reference> {
    let mut found = Found::default();
    let trigger = body.get("trigger").unwrap_or(&Value::Null);
    let at = Path::from_keys(&["trigger"]);
    let own = text(trigger, "blueprintIdentifier");
    if let Some(own) = own {
        found.resource(at.child("blueprintIdentifier"), Role::ActionBlueprint, blueprint::NAME, own);
        let condition = trigger.get("condition").unwrap_or(&Value::Null);
        for (at, name) in compared_properties(&at.child("condition"), condition) {
            found.member(at, Role::ActionProperty, own, DATA, name);
        }
    }
    found.places(&PLACES, body);
    let at = Path::from_keys(&["invocationMethod"]);
    let invocation = body.get("invocationMethod").unwrap_or(&Value::Null);
    found.upsert(&at, invocation);
    found.installation(&at, invocation);
    for field in [&["invocationMethod"][..], &["approvalNotification", "url"]] {
        let at = Path::from_keys(field);
        found.0.extend(at.find(body).map(|value| secret::used_in(&at, value, resources)).unwrap_or_default());
    }
    let Some(own) = own else { return found.0 };
    for (at, text) in template_texts(&at, invocation) {
        for chain in chains(text).into_iter().filter(|chain| !chain.is_guarded(text)) {
            found.read((&at, text), &chain, &["entity"], own, resources);
        }
    }
    found.0
}
