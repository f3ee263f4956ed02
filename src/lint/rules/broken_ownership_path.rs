//! Inherited ownership whose path leads to no owner.

use crate::ground::finding::{Finding, Severity};
use crate::ground::path::Path;
use crate::kind::Role;
use crate::lint::reference;
use crate::lint::rule::{Check, Context, Rule};
use crate::model::Declaration;

/// The rule.
pub const RULE: Rule = Rule {
    name: "broken-ownership-path",
    severity: Severity::Error,
    page: include_str!("broken_ownership_path.md"),
    check: Check::Declaration(check),
};

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let subject = |_: &Path| "ownership".to_owned();
    reference::report(&RULE, Role::OwnershipPath, declaration, context, found, subject);
}
