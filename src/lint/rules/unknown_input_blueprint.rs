//! An input that offers entities of a blueprint that does not exist.

use crate::ground::finding::{Finding, Severity};
use crate::ground::path::Path;
use crate::kind::Role;
use crate::lint::reference;
use crate::lint::rule::{Check, Context, Rule};
use crate::model::Declaration;

/// The rule.
pub const RULE: Rule = Rule {
    name: "unknown-input-blueprint",
    severity: Severity::Error,
    page: include_str!("unknown_input_blueprint.md"),
    check: Check::Declaration(check),
};

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let subject = |at: &Path| format!("input `{}`", at.key(3).unwrap_or_default());
    reference::report(&RULE, Role::InputBlueprint, declaration, context, found, subject);
}
