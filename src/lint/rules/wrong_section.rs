//! A relation among the properties, or a property among the relations.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::words::declared_here;
use crate::lint::port::{AnomalyKind, Entity, Lint, Section};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "wrong-section",
    severity: Severity::Error,
    page: include_str!("wrong_section.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    let Some(blueprint) = entity.known else { return };
    for anomaly in entity.anomalies.iter().filter(|anomaly| matches!(anomaly.what, AnomalyKind::OtherSection)) {
        let name = anomaly.key.key_text();
        let other = match anomaly.section {
            Section::Properties => Section::Relations,
            Section::Relations => Section::Properties,
        };
        let message = format!(
            "`{name}` is a {} of `{}`, not a {}",
            other.member(),
            blueprint.identifier,
            anomaly.section.member()
        );
        let finding = RULE.at(anomaly.key.place(), message).label(format!("a {}", other.member()));
        let finding = finding.help(format!("move it under `{}`", other.word()));
        found.push(declared_here(finding, entity, lint, other.path(), name));
    }
}
