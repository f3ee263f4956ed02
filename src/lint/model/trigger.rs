//! Triggers whose type does not match their members.

use crate::model::Declaration;

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
