//! An action for a blueprint that does not exist.

use crate::ground::finding::{Finding, Severity};
use crate::ground::path::Path;
use crate::kind::Role;
use crate::lint::reference;
use crate::lint::rule::{Check, Context, Rule};
use crate::model::Declaration;

/// The rule.
pub const RULE: Rule = Rule {
    name: "unknown-action-blueprint",
    severity: Severity::Error,
    page: include_str!("unknown_action_blueprint.md"),
    check: Check::Declaration(check),
};

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let subject = |at: &Path| match at.key(0) {
        Some("invocationMethod") => "the invocation".to_owned(),
        _ => "the trigger".to_owned(),
    };
    reference::report(&RULE, Role::ActionBlueprint, declaration, context, found, subject);
}
