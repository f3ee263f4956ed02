//! Checking a model without a portal.

use crate::ground::finding::{Finding, Severity};
use crate::kind::{Key, World};
use crate::lint::rule::Context;
use crate::lint::rules::RULES;
use crate::lint::run::check_model;
use crate::model::{Bodies, Model, Variables};

/// What the rules find in a model, given only its files and the resources that are known to exist elsewhere.
pub fn validate(model: &Model, variables: &Variables, external: &[Key]) -> Vec<Finding> {
    let world = Bodies::of_model(model, external);
    check(model, variables, &world, false)
}

/// What the rules find in a model, references followed through `world`.
pub(super) fn check(model: &Model, variables: &Variables, world: &dyn World, complete: bool) -> Vec<Finding> {
    check_model(RULES.iter(), &Context::new(model, world, complete, variables))
}

/// Whether any of them is an error.
pub fn has_errors(found: &[Finding]) -> bool {
    found.iter().any(|finding| finding.severity == Severity::Error)
}
