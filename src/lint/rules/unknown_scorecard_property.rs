//! A scorecard that reads a property its blueprint does not have.

use crate::ground::finding::{Finding, Severity};
use crate::ground::path::Path;
use crate::kind::Role;
use crate::lint::reference;
use crate::lint::rule::{Check, Context, Rule};
use crate::model::Declaration;

/// The rule.
pub const RULE: Rule = Rule {
    name: "unknown-scorecard-property",
    severity: Severity::Error,
    page: include_str!("unknown_scorecard_property.md"),
    check: Check::Declaration(check),
};

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let subject = |at: &Path| if at.key(0) == Some("filter") { "the filter".to_owned() } else { "the rule".to_owned() };
    reference::report(&RULE, Role::ScorecardProperty, declaration, context, found, subject);
}
