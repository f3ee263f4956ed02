//! A relation to something that cannot be an entity's identifier.

use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Entity};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::value::not_a_string;

pub(super) const RULE: Rule = Rule::error(
    "relation-value",
    include_str!("relation_value.md"),
    Check::Value(&[AnomalyKind::NotAnIdentifier], check),
);

fn check(anomaly: &Anomaly<'_>, _: &Entity<'_>, _: &Context<'_>) -> Option<Finding> {
    let name = anomaly.name();
    let Some(text) = anomaly.value.as_str() else {
        let subject = format!("relation `{name}` needs an identifier");
        return Some(not_a_string(&RULE, anomaly.value, &subject, "write the entity's `identifier`, not its title"));
    };
    let (message, help) = if text.trim_start().starts_with(['[', '{']) {
        let help = "write only the entity's `identifier`; this is the entire JSON that an action's input passes on";
        (format!("relation `{name}` holds JSON, not an identifier"), help)
    } else {
        let message = format!("`{text}` in relation `{name}` is not a valid identifier");
        (message, "write the entity's `identifier`, not its title")
    };
    Some(RULE.at(anomaly.place(), message).label("not an identifier").help(help))
}
