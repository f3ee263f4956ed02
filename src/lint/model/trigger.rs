//! Triggers whose type does not match their members, and triggers at another place.

use crate::kind::workflow::Graph;
use crate::model::Declaration;

/// Returns the field with the trigger of a workflow that has none among its nodes.
pub(crate) fn stray_trigger(declaration: &Declaration) -> Option<&'static str> {
    let graph = Graph::of(declaration.kind, &declaration.body)?;
    let none = graph.triggers().next().is_none();
    ["trigger", "triggers", "on"].into_iter().find(|field| none && declaration.body.get(field).is_some())
}

/// Returns the type that the trigger of an action should have, and the member that only this type has, if its own type
/// has none of its members.
pub(crate) fn mismatched(declaration: &Declaration) -> Option<(&'static str, &'static str)> {
    let trigger = declaration.body.get("trigger")?;
    let has = |name: &str| trigger.get(name).is_some();
    match trigger.get("type")?.as_str()? {
        "self-service" if has("event") && !has("userInputs") && !has("operation") => Some(("automation", "event")),
        "automation" if has("userInputs") && !has("event") => Some(("self-service", "userInputs")),
        _ => None,
    }
}
