//! An expression of an integration's mapping as a value.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::{Entity, Lint, What};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "jq-expression",
    severity: Severity::Warning,
    page: include_str!("jq_expression.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, _: &Lint<'_>, found: &mut Vec<Finding>) {
    for strange in entity.strange.iter().filter(|strange| matches!(strange.what, What::Jq)) {
        let text = strange.value.raw();
        let message = format!("`{text}` looks like jq, which only the mapping of an integration evaluates");
        let finding = RULE.at(strange.value.place(), message).label("taken as it stands");
        found.push(finding.help("write the value itself; quote it if it is meant as text"));
    }
}
