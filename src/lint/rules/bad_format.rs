//! A text that is not of the property's format.

use crate::ground::finding::{Finding, Severity};
use crate::kind::blueprint::PROPERTIES;
use crate::lint::port::words::{declared_here, refused};
use crate::lint::port::{Entity, Lint, What};
use crate::lint::rule::{Check, Rule};
use crate::yaml::schema::ViolationKind;

/// The rule.
pub const RULE: Rule = Rule {
    name: "bad-format",
    severity: Severity::Error,
    page: include_str!("bad_format.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    for strange in &entity.strange {
        let What::Refused(fault, path) = &strange.what else { continue };
        if matches!(fault, ViolationKind::Format { .. }) {
            let finding = refused(&RULE, strange, fault, path);
            found.push(declared_here(finding, entity, lint, PROPERTIES, strange.key.key_text()).fix(None));
        }
    }
}
