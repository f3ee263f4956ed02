//! A value that breaks a limit, pattern or other constraint of the property.

use crate::ground::finding::{Finding, Severity};
use crate::kind::blueprint::PROPERTIES;
use crate::lint::port::words::{declared_here, refused};
use crate::lint::port::{AnomalyKind, Entity, Lint};
use crate::lint::rule::{Check, Rule};
use crate::yaml::schema::ViolationKind;

/// The rule.
pub const RULE: Rule = Rule {
    name: "constraint-violation",
    severity: Severity::Error,
    page: include_str!("constraint_violation.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    for anomaly in &entity.anomalies {
        let AnomalyKind::Refused(fault, path) = &anomaly.what else { continue };
        if is_constraint(fault) {
            let finding = refused(&RULE, anomaly, fault, path);
            found.push(declared_here(finding, entity, lint, PROPERTIES, anomaly.key.key_text()).fix(None));
        }
    }
}

/// Whether no rule of its own speaks of the fault.
fn is_constraint(fault: &ViolationKind) -> bool {
    !matches!(fault, ViolationKind::Type { .. } | ViolationKind::Options { .. } | ViolationKind::Format { .. })
}
