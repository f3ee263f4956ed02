//! A property that Port computes, set in a file.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::words::declared_here;
use crate::lint::port::{AnomalyKind, Entity, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "computed-property",
    severity: Severity::Error,
    page: include_str!("computed_property.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    for anomaly in &entity.anomalies {
        let AnomalyKind::Computed(computed) = anomaly.what else { continue };
        let name = anomaly.key.key_text();
        let message = format!("`{name}` is a {} property, which Port computes", computed.word());
        let finding = RULE.at(anomaly.key.place(), message).label("cannot be set").help("delete the line");
        found.push(declared_here(finding, entity, lint, computed.section(), name));
    }
}
