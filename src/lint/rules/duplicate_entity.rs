//! One entity in two places.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::{Index, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "duplicate-entity",
    severity: Severity::Error,
    page: include_str!("duplicate_entity.md"),
    check: Check::Repository(check),
};

fn check(index: &Index<'_>, _: &Lint<'_>, found: &mut Vec<Finding>) {
    for (later, first) in index.repeated(|one, other| one == other) {
        let (Some(place), Some(at_first)) = (index.place(later.place), index.place(first.place)) else { continue };
        let finding = RULE.at(place, format!("entity `{}` is declared twice", later.identifier)).label("again");
        let finding = finding.related(at_first, "first declared here");
        found
            .push(finding.help("keep one of the two: the later one read wins, and deleting either deletes the entity"));
    }
}
