//! A resource that one file removes and another declares.

use crate::ground::finding::{Finding, Severity};
use crate::lint::rule::{Check, Context, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "removed-but-declared",
    severity: Severity::Error,
    page: include_str!("removed_but_declared.md"),
    check: Check::Model(check),
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for removal in &context.model.removals {
        let Some(declaration) = context.model.of(&removal.key).first().copied() else { continue };
        let finding = RULE.at(removal.declared.clone(), format!("{} is declared, and removed", declaration.named()));
        let finding = finding.label("removed here").related(declaration.name_place(), "declared here");
        found.push(finding.help("take it out of one of the two files"));
    }
}
