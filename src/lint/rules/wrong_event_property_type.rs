//! An automation that waits for a property that is not a timer.

use crate::ground::path::Path;
use crate::kind::blueprint;
use crate::kind::search::{MembersOf, ValueType};
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::rule::{Check, Finding, Rule};
use serde_json::Value;

pub(super) const RULE: Rule =
    Rule::error("wrong-event-property-type", include_str!("wrong_event_property_type.md"), Check::Declaration(check));

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let event = Path::from_keys(&["trigger", "event"]);
    let text = |field: &str| event.child(field).find(&declaration.body).and_then(Value::as_str);
    let (Some(of), Some(property)) = (text("blueprintIdentifier"), text("propertyIdentifier")) else { return };
    let Some(body) = context.resources.existence(blueprint::KIND.name, of).body() else { return };
    let stated = MembersOf::new(body).lookup(property);
    if stated.and_then(ValueType::of).is_some_and(|value_type| value_type != ValueType::Timer) {
        let at = event.child("propertyIdentifier");
        let message = format!("property `{property}` of blueprint `{of}` is not a timer, so it never expires");
        let finding = RULE.at(declaration.value(&at), message).label("not a timer");
        found.push(finding.help("name a property with `format: timer`"));
    }
}
