//! A scorecard of a blueprint that does not exist.

use crate::ground::finding::{Finding, Severity};
use crate::ground::path::Path;
use crate::kind::Role;
use crate::lint::reference;
use crate::lint::rule::{Check, Context, Rule};
use crate::model::Declaration;

/// The rule.
pub const RULE: Rule = Rule {
    name: "unknown-scorecard-blueprint",
    severity: Severity::Error,
    page: include_str!("unknown_scorecard_blueprint.md"),
    check: Check::Declaration(check),
};

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let subject = |_: &Path| "the scorecard".to_owned();
    reference::report(&RULE, Role::ScorecardBlueprint, declaration, context, found, subject);
}
