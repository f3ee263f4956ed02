//! A key at the wrong level.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::words::{declared_here, section_of};
use crate::lint::port::{AnomalyKind, Entity, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "misplaced-key",
    severity: Severity::Error,
    page: include_str!("misplaced_key.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    for field in &entity.others {
        let name = field.key.key_text();
        let Some((blueprint, section)) = entity.known.and_then(|known| Some((known, section_of(known, name)?))) else {
            continue;
        };
        let message =
            format!("`{name}` is a {} of `{}`, and has no effect here", section.member(), blueprint.identifier);
        let finding = RULE.at(field.key.place(), message).label("wrong level");
        let finding = finding.help(format!("it belongs under `{}`", section.word()));
        found.push(declared_here(finding, entity, lint, section.path(), name));
    }
    for anomaly in entity.anomalies.iter().filter(|anomaly| matches!(anomaly.what, AnomalyKind::TooDeep)) {
        let name = anomaly.key.key_text();
        let message = format!("`{name}` is no property, but a key of the entity itself");
        let finding = RULE.at(anomaly.key.place(), message).label("a level too deep");
        found.push(finding.help(format!("write `{name}` as far to the left as `properties`")));
    }
}
