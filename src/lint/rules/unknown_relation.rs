//! A relation that the blueprint does not declare.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::unknown::unknown_members;
use crate::lint::port::{Entity, Lint, Section};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "unknown-relation",
    severity: Severity::Error,
    page: include_str!("unknown_relation.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    unknown_members(&RULE, Section::Relations, entity, lint, found);
}
