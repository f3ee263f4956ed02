//! A date where the property holds a date with a time.

use crate::ground::finding::{Finding, Fix, Severity};
use crate::kind::blueprint::PROPERTIES;
use crate::lint::port::words::declared_here;
use crate::lint::port::{AnomalyKind, Entity, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "bare-date",
    severity: Severity::Error,
    page: include_str!("bare_date.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    for anomaly in entity.anomalies.iter().filter(|anomaly| matches!(anomaly.what, AnomalyKind::BareDate)) {
        let (name, text) = (anomaly.key.key_text(), anomaly.value.as_str().unwrap_or_default());
        let message = format!("`{name}` holds a date with a time, and `{text}` has none");
        let finding = RULE.at(anomaly.value.place(), message).label("no time");
        let finding = finding.help(format!("write `\"{text}T00:00:00Z\"`, with the quotes"));
        let fix = Fix {
            edits: vec![(anomaly.value.span(), format!("\"{text}T00:00:00Z\""))],
            safe: false,
            does: "add midnight in UTC".to_owned(),
        };
        let fix = (!anomaly.value.is_alias()).then_some(fix);
        found.push(declared_here(finding, entity, lint, PROPERTIES, name).fix(fix));
    }
}
