//! An aggregation over a blueprint that no relations lead to.

use crate::ground::finding::{Finding, Severity};
use crate::ground::path::Path;
use crate::kind::Role;
use crate::lint::reference;
use crate::lint::rule::{Check, Context, Rule};
use crate::model::Declaration;

/// The rule.
pub const RULE: Rule = Rule {
    name: "unrelated-aggregation-target",
    severity: Severity::Error,
    page: include_str!("unrelated_aggregation_target.md"),
    check: Check::Declaration(check),
};

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let subject = |at: &Path| format!("aggregation `{}`", at.key(1).unwrap_or_default());
    reference::report(&RULE, Role::AggregationConnection, declaration, context, found, subject);
}
