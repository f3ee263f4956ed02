//! A scorecard that reads a property its blueprint does not have.

use crate::ground::finding::{Finding, Severity};
use crate::ground::path::Path;
use crate::kind::Role;
use crate::lint::reference;
use crate::lint::rule::{Check, Context, Rule};
use crate::model::{Claim, Declaration};

/// The rule.
pub const RULE: Rule = Rule {
    name: "unknown-scorecard-property",
    severity: Severity::Error,
    page: include_str!("unknown_scorecard_property.md"),
    check: Check::Declaration(check),
};

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let subject = |at: &Path| if at.key(0) == Some("filter") { "the filter".to_owned() } else { "the rule".to_owned() };
    let before = found.len();
    reference::report(&RULE, Role::ScorecardProperty, declaration, context, found, subject);
    if !is_ours(declaration, context) {
        found[before..].iter_mut().for_each(|finding| finding.severity = Severity::Warning);
    }
}

/// Whether the model declares the blueprint that is graded: one that others make may still get the property.
fn is_ours(declaration: &Declaration, context: &Context<'_>) -> bool {
    let graded = declaration.key.as_ref().and_then(|key| key.parent.as_deref());
    let declares = |other: &Declaration| {
        other.claim == Claim::Whole && other.key.as_ref().is_some_and(|key| Some(key.identifier.as_str()) == graded)
    };
    context.model.declarations.iter().filter(|other| other.kind.has_entities).any(declares)
}
