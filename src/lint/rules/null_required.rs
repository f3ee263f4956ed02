//! Null for a property or relation that must have a value.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::words::declared_here;
use crate::lint::port::{AnomalyKind, Entity, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "null-required",
    severity: Severity::Error,
    page: include_str!("null_required.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    for anomaly in entity.anomalies.iter().filter(|anomaly| matches!(anomaly.what, AnomalyKind::NullRequired)) {
        let name = anomaly.key.key_text();
        let message = format!("{} `{name}` is required, so it cannot be cleared", anomaly.section.member());
        let finding = RULE.at(anomaly.value.place(), message).label("nothing").help("give it a value");
        found.push(declared_here(finding, entity, lint, anomaly.section.path(), name));
    }
}
