//! An action that listens to or writes what its blueprint does not have.

use crate::ground::finding::{Finding, Severity};
use crate::ground::path::Path;
use crate::kind::Role;
use crate::lint::reference;
use crate::lint::rule::{Check, Context, Rule};
use crate::model::Declaration;

/// The rule.
pub const RULE: Rule = Rule {
    name: "unknown-action-property",
    severity: Severity::Error,
    page: include_str!("unknown_action_property.md"),
    check: Check::Declaration(check),
};

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let subject = |at: &Path| match at.key(0) {
        Some("invocationMethod") => "the mapping".to_owned(),
        _ => "the trigger".to_owned(),
    };
    reference::report(&RULE, Role::ActionProperty, declaration, context, found, subject);
}
