//! A relation to something that cannot be an entity's identifier.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::repair::quote;
use crate::lint::port::words::a_kind;
use crate::lint::port::{AnomalyKind, Entity, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "relation-value",
    severity: Severity::Error,
    page: include_str!("relation_value.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, _: &Lint<'_>, found: &mut Vec<Finding>) {
    for anomaly in entity.anomalies.iter().filter(|anomaly| matches!(anomaly.what, AnomalyKind::NoIdentifier)) {
        let name = anomaly.key.key_text();
        let text = anomaly.value.as_str().unwrap_or_default().trim_start();
        let is_json = text.starts_with(['[', '{']);
        let message = match anomaly.value.as_str() {
            Some(_) if is_json => format!("relation `{name}` holds JSON, not an identifier"),
            Some(text) => format!("`{text}` in relation `{name}` cannot be an entity's identifier"),
            None => format!("relation `{name}` takes an identifier, and YAML reads {} here", a_kind(anomaly.value)),
        };
        let fix = quote(anomaly.value).filter(|_| anomaly.value.as_str().is_none() && !anomaly.value.is_null());
        let help = match (&fix, is_json) {
            (Some(fix), _) => fix.does.replacen("write", "quote it:", 1),
            (None, true) => {
                "write the `identifier` of the entity alone; this is what an action's input holds".to_owned()
            }
            (None, false) => "write the entity's `identifier`, which has no spaces, not its title".to_owned(),
        };
        found.push(RULE.at(anomaly.value.place(), message).label("no identifier").help(help).fix(fix));
    }
}
