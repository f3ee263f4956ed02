//! An entity without a title.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::{Entity, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "missing-title",
    severity: Severity::Info,
    page: include_str!("missing_title.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, _: &Lint<'_>, found: &mut Vec<Finding>) {
    if entity.title.is_none() && entity.identifier.is_some() {
        let finding =
            RULE.at(entity.start(), format!("{} has no `title`, so people see its identifier", entity.named()));
        found.push(finding.label("no `title`").help("add `title:`"));
    }
}
