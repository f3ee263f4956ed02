//! A relation to something that cannot be an entity's identifier.

use crate::kind::identifier::is_identifier;
use crate::lint::context::Context;
use crate::lint::names::listed;
use crate::lint::port::{Anomaly, AnomalyKind, Entity};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::repair::{is_plain, replace};
use crate::lint::wording::value::not_a_string;

pub(super) const RULE: Rule = Rule::error(
    "relation-value",
    include_str!("relation_value.md"),
    Check::Value(&[AnomalyKind::NotAnIdentifier], check),
);

/// Returns the identifiers in a text with commas or semicolons between them, each once.
fn several(text: &str) -> Option<Vec<&str>> {
    let mut found: Vec<&str> = Vec::new();
    for part in text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        if !is_identifier(part) || !is_plain(part) {
            return None;
        }
        if !found.contains(&part) {
            found.push(part);
        }
    }
    (text.contains([',', ';']) && !found.is_empty()).then_some(found)
}

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
    } else if let Some(several) = several(text) {
        let message = format!("`{text}` in relation `{name}` is not a valid identifier");
        let list = format!("[{}]", several.join(", "));
        let is_whole = anomaly.is_whole;
        let help = match anomaly.relation.and_then(|relation| relation.many) {
            Some(true) if is_whole => format!("write a list: `{list}`"),
            Some(false) if several.len() > 1 => {
                format!("the relation is to one entity: use one of {}", listed(&several))
            }
            _ if several.len() == 1 => format!("write `{}`", several[0]),
            _ if is_whole => format!("write one identifier or, if the relation has `many: true`, a list: `{list}`"),
            _ => format!("write each as an entry of the list: `{}`", several.join(", ")),
        };
        let finding = RULE.at(anomaly.place(), message).label("not an identifier").help(help);
        let is_sure = is_whole && anomaly.relation.is_some_and(|relation| relation.many == Some(true));
        return Some(finding.fix(replace(anomaly.value, list, false).filter(|_| is_sure)));
    } else {
        let message = format!("`{text}` in relation `{name}` is not a valid identifier");
        (message, "write the entity's `identifier`, not its title")
    };
    Some(RULE.at(anomaly.place(), message).label("not an identifier").help(help))
}
