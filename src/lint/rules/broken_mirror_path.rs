//! A mirror property whose path leads nowhere.

use crate::ground::finding::{Finding, Severity};
use crate::ground::path::Path;
use crate::kind::Role;
use crate::lint::reference;
use crate::lint::rule::{Check, Context, Rule};
use crate::model::Declaration;

/// The rule.
pub const RULE: Rule = Rule {
    name: "broken-mirror-path",
    severity: Severity::Error,
    page: include_str!("broken_mirror_path.md"),
    check: Check::Declaration(check),
};

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let subject = |at: &Path| format!("mirror property `{}`", at.key(1).unwrap_or_default());
    reference::report(&RULE, Role::MirrorPath, declaration, context, found, subject);
}
