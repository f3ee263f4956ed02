//! Null, which clears a value in the portal.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::{AnomalyKind, Entity, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "null-clears-value",
    severity: Severity::Info,
    page: include_str!("null_clears_value.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, _: &Lint<'_>, found: &mut Vec<Finding>) {
    for anomaly in entity.anomalies.iter().filter(|anomaly| matches!(anomaly.what, AnomalyKind::Cleared)) {
        let message = format!("null clears `{}` in the portal", anomaly.key.key_text());
        let finding = RULE.at(anomaly.key.place(), message).label("cleared");
        found.push(finding.help("to keep the value that is there, leave the line out"));
    }
}
