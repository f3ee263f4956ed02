//! A `file://` where it stays a text.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::{Entity, Lint, Section};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "file-in-unresolved-place",
    severity: Severity::Warning,
    page: include_str!("file_in_unresolved_place.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, _: &Lint<'_>, found: &mut Vec<Finding>) {
    for strange in entity.strange.iter().filter(|strange| strange.is_unresolved()) {
        let what = match strange.section {
            Section::Relations => "a relation",
            Section::Properties => "a list",
        };
        let message = format!("providers read files for properties alone, so in {what} this stays a text");
        let finding = RULE.at(strange.value.place(), message).label("not read");
        found.push(finding.help("put it directly under a property of its own"));
    }
}
