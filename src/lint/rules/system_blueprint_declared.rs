//! A blueprint of Port's own that is declared whole.

use crate::ground::finding::{Finding, Severity};
use crate::lint::rule::{Check, Context, Rule};
use crate::model::Claim;
use crate::model::Declaration;

/// The rule.
pub const RULE: Rule = Rule {
    name: "system-blueprint-declared",
    severity: Severity::Warning,
    page: include_str!("system_blueprint_declared.md"),
    check: Check::Declaration(check),
};

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(key) = declaration.key.as_ref().filter(|key| key.is_system()) else { return };
    if declaration.claim == Claim::Whole {
        let message = format!("{} `{}` is Port's own", key.kind.name, key.identifier);
        let finding = RULE.at(declaration.name_place(), message).label("made by Port");
        found.push(finding.help(format!("add to it: `extends: {}`", key.identifier)));
    }
}
