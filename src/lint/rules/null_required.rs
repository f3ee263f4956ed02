//! Null for a property or relation that must have a value.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::words::declared_here;
use crate::lint::port::{Entity, Lint, What};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "null-required",
    severity: Severity::Error,
    page: include_str!("null_required.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    for strange in entity.strange.iter().filter(|strange| matches!(strange.what, What::NullRequired)) {
        let name = strange.key.key_text();
        let message = format!("{} `{name}` is required, so it cannot be cleared", strange.section.member());
        let finding = RULE.at(strange.value.place(), message).label("nothing").help("give it a value");
        found.push(declared_here(finding, entity, lint, strange.section.path(), name));
    }
}
