//! A relation to something that cannot be an entity's identifier.

use crate::kind::identifier::is_identifier;
use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Entity};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::repair::replace;
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
        if let Some(identifier) = anomaly.value.get("identifier").filter(|one| one.as_str().is_some_and(is_identifier))
        {
            let finding = not_a_string(&RULE, anomaly.value, &subject, &format!("write `{}`", identifier.raw()));
            return Some(finding.fix(replace(anomaly.value, identifier.raw(), false)));
        }
        // `{payment: true}` or `{payment}`.
        if let [(only, value)] = anomaly.value.entries().collect::<Vec<_>>()[..]
            && (value.is_null() || value.as_bool().is_some())
            && is_identifier(only.key_text())
        {
            let identifier = only.key_text();
            let finding = not_a_string(&RULE, anomaly.value, &subject, &format!("write `{identifier}`"));
            return Some(finding.fix(replace(anomaly.value, identifier, false)));
        }
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
