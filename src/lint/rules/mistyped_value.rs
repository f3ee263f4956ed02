//! A value of another type than the property's.

use crate::ground::finding::{Finding, Fix, Severity};
use crate::kind::blueprint::PROPERTIES;
use crate::lint::port::repair::{quote, unquote};
use crate::lint::port::words::{declared_here, refused};
use crate::lint::port::{AnomalyKind, Entity, Lint};
use crate::lint::rule::{Check, Rule};
use crate::yaml::schema::ViolationKind;
use crate::yaml::tree::{Content, Node};

/// The rule.
pub const RULE: Rule = Rule {
    name: "mistyped-value",
    severity: Severity::Error,
    page: include_str!("mistyped_value.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    for anomaly in &entity.anomalies {
        let AnomalyKind::Refused(fault, path) = &anomaly.what else { continue };
        if let ViolationKind::Type { expected } = fault {
            let finding = refused(&RULE, anomaly, fault, path);
            found.push(
                declared_here(finding, entity, lint, PROPERTIES, anomaly.key.key_text())
                    .fix(fix(anomaly.value, expected)),
            );
        }
    }
}

/// Quotes put around what was meant as text, or taken off from what was not.
fn fix(value: Node<'_>, expected: &[String]) -> Option<Fix> {
    let takes = |sort: &str| expected.iter().any(|expected| expected == sort);
    match value.kind() {
        Content::Number(_) | Content::Bool(_) if takes("string") => quote(value),
        Content::String(text) => {
            let is_boolean = matches!(text, "true" | "false");
            let fits = if is_boolean { takes("boolean") } else { takes("number") || takes("integer") };
            unquote(value).filter(|_| fits)
        }
        _ => None,
    }
}
