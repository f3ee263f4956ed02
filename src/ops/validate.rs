//! Checking a model without a portal.

use crate::ground::finding::{Finding, Severity};
use crate::kind::{Key, World};
use crate::lint::rule::{Check, Context, Rule};
use crate::lint::rules::RULES;
use crate::lint::run::check_model;
use crate::model::{Bodies, Model, Variables};

/// What the rules find in a model, given only its files and the resources that are known to exist elsewhere.
pub fn validate(model: &Model, variables: &Variables, external: &[Key]) -> Vec<Finding> {
    let world = Bodies::of_model(model, external);
    check(model, variables, &world, false)
}

/// What the rules find in a model, references followed through `world`. Where a file could not be read as YAML, only
/// that is told: what it would have declared cannot be known.
pub(super) fn check(model: &Model, variables: &Variables, world: &dyn World, complete: bool) -> Vec<Finding> {
    let context = Context::new(model, world, complete, variables);
    let reads = |rule: &&&'static Rule| matches!(rule.check, Check::ModelFile(_));
    let found = check_model(RULES.iter().filter(reads), &context);
    if found.iter().any(|finding| finding.severity == Severity::Error) {
        return found;
    }
    check_model(RULES.iter(), &context)
}

/// Whether any of them is an error.
pub fn has_errors(found: &[Finding]) -> bool {
    found.iter().any(|finding| finding.severity == Severity::Error)
}
