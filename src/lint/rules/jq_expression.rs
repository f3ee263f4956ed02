//! An expression of an integration's mapping as a value.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::{AnomalyKind, Entity, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "jq-expression",
    severity: Severity::Warning,
    page: include_str!("jq_expression.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, _: &Lint<'_>, found: &mut Vec<Finding>) {
    for anomaly in entity.anomalies.iter().filter(|anomaly| matches!(anomaly.what, AnomalyKind::Jq)) {
        let text = anomaly.value.raw();
        let message = format!("`{text}` looks like jq, which only the mapping of an integration evaluates");
        let finding = RULE.at(anomaly.value.place(), message).label("taken as it stands");
        found.push(finding.help("write the value itself; quote it if it is meant as text"));
    }
}
