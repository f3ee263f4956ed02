//! A value that is none of the property's options.

use serde_json::Value;

use crate::ground::finding::{Finding, Fix, Severity};
use crate::kind::blueprint::PROPERTIES;
use crate::lint::port::repair::rewrite;
use crate::lint::port::words::{declared_here, only_near, refused};
use crate::lint::port::{AnomalyKind, Entity, Lint};
use crate::lint::rule::{Check, Rule};
use crate::yaml::schema::ViolationKind;
use crate::yaml::tree::Node;

/// The rule.
pub const RULE: Rule = Rule {
    name: "enum-mismatch",
    severity: Severity::Error,
    page: include_str!("enum_mismatch.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    for anomaly in &entity.anomalies {
        let AnomalyKind::Refused(fault, path) = &anomaly.what else { continue };
        if let ViolationKind::Options { allowed } = fault {
            let finding = refused(&RULE, anomaly, fault, path);
            found.push(
                declared_here(finding, entity, lint, PROPERTIES, anomaly.key.key_text())
                    .fix(fix(anomaly.value, allowed)),
            );
        }
    }
}

/// The option that was probably meant; only one that differs in case alone surely was.
fn fix(value: Node<'_>, allowed: &[Value]) -> Option<Fix> {
    let text = value.as_str()?;
    let near = only_near(text, allowed.iter().filter_map(Value::as_str))?;
    rewrite(value, near, near.to_lowercase() == text.to_lowercase())
}
