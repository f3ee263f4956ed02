//! A field that Port writes itself.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::{Entity, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "readonly-key",
    severity: Severity::Warning,
    page: include_str!("readonly_key.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, _: &Lint<'_>, found: &mut Vec<Finding>) {
    const OWN: &[&str] = &["createdAt", "createdBy", "updatedAt", "updatedBy"];
    for field in entity.others.iter().filter(|field| OWN.contains(&field.key.key_text())) {
        let message = format!("Port writes `{}` itself, and ignores what stands here", field.key.key_text());
        found.push(RULE.at(field.key.place(), message).label("ignored").help("delete the line"));
    }
}
