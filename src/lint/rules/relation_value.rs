//! A relation to something that cannot be an entity's identifier.

use crate::ground::finding::Finding;
use crate::lint::port::{Anomaly, AnomalyKind, Context, Entity};
use crate::lint::rule::{Check, Rule};
use crate::lint::wording::repair::quote;
use crate::lint::wording::value::yaml_type;

pub(super) const RULE: Rule = Rule::error(
    "relation-value",
    include_str!("relation_value.md"),
    Check::Value(&[AnomalyKind::NotAnIdentifier], check),
);

fn check(anomaly: &Anomaly<'_>, _: &Entity<'_>, _: &Context<'_>) -> Option<Finding> {
    let name = anomaly.name();
    let is_json = anomaly.text().trim_start().starts_with(['[', '{']);
    let message = match anomaly.value.as_str() {
        Some(_) if is_json => format!("relation `{name}` holds JSON, not an identifier"),
        Some(text) => format!("`{text}` in relation `{name}` cannot be an entity's identifier"),
        None => format!("relation `{name}` takes an identifier, and YAML reads {} here", yaml_type(anomaly.value)),
    };
    let fix = quote(anomaly.value).filter(|_| anomaly.value.as_str().is_none() && !anomaly.value.is_null());
    let help = match (&fix, is_json) {
        (Some(fix), _) => fix.does.replacen("write", "quote it:", 1),
        (None, true) => "write the `identifier` of the entity alone; this is what an action's input holds".to_owned(),
        (None, false) => "write the entity's `identifier`, which has no spaces, not its title".to_owned(),
    };
    Some(RULE.at(anomaly.place(), message).label("not an identifier").help(help).fix(fix))
}
