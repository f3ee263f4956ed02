//! A key that has no effect any more.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::{Entity, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "deprecated-key",
    severity: Severity::Info,
    page: include_str!("deprecated_key.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, _: &Lint<'_>, found: &mut Vec<Finding>) {
    for field in entity.others.iter().filter(|field| field.key.key_text() == "apiVersion") {
        let finding = RULE.at(field.key.place(), "`apiVersion` has no effect").label("not needed");
        found.push(finding.help("delete the line"));
    }
}
