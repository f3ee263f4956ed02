//! An automation that waits for a property that is not a timer.

use crate::kind::blueprint;
use crate::kind::places::values;
use crate::kind::search::{MembersOf, ValueType};
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::rule::{Check, Finding, Rule};
use serde_json::Value;

pub(super) const RULE: Rule =
    Rule::error("wrong-event-property-type", include_str!("wrong_event_property_type.md"), Check::Declaration(check));

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    for (at, event) in values(declaration.kind.places.events, &declaration.body) {
        let text = |field: &str| event.get(field).and_then(Value::as_str);
        let (Some(of), Some(property)) = (text("blueprintIdentifier"), text("propertyIdentifier")) else { continue };
        let Some(body) = context.resources.existence(blueprint::KIND.name, of).body() else { continue };
        let stated = MembersOf::new(body).lookup(property);
        if stated.and_then(ValueType::of).is_some_and(|value_type| value_type != ValueType::Timer) {
            let place = declaration.value(&at.child("propertyIdentifier"));
            let message = format!("property `{property}` of blueprint `{of}` is not a timer, so it never expires");
            found.push(RULE.at(place, message).label("not a timer").help("name a property with `format: timer`"));
        }
    }
}
