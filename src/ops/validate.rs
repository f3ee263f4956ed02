//! Checking a model without a portal, and the template of `enrich` against it.

use std::sync::Arc;

use crate::enrich::Template;
use crate::ground::finding::{Finding, Severity};
use crate::ground::source::SourceFile;
use crate::kind::{Key, World};
use crate::lint::port::{Levels, Lint, NoFiles, check_file};
use crate::lint::rule::Context;
use crate::lint::rules::{OF_NAMES, RULES};
use crate::lint::run::check_model;
use crate::model::{Bodies, Model, Variables};
use crate::ops::known;

/// What the rules find in a model, given only its files and the resources that are known to exist elsewhere.
pub fn validate(model: &Model, variables: &Variables, external: &[Key]) -> Vec<Finding> {
    let world = Bodies::from_model(model, external);
    check(model, variables, &world, false)
}

/// What is wrong with the template of `enrich`: with itself, or else with what it names of a blueprint. Its values are not
/// judged, as those that matter are yet to be filled in.
pub fn template(file: &Arc<SourceFile>, model: &Model, external: &[Key]) -> Vec<Finding> {
    if let Err(found) = Template::read(file) {
        return found;
    }
    let catalog = known::catalog(None, Some(model), external);
    let lint = Lint::new(Some(&catalog), &NoFiles, &Levels::default());
    let mut found = check_file(file, &lint).findings;
    found.retain(|finding| OF_NAMES.contains(&finding.rule));
    found
}

/// What the rules find in a model, references followed through `world`.
pub(super) fn check(model: &Model, variables: &Variables, world: &dyn World, complete: bool) -> Vec<Finding> {
    check_model(RULES.iter(), &Context::new(model, world, complete, variables))
}

/// Whether any of them is an error.
pub fn has_errors(found: &[Finding]) -> bool {
    found.iter().any(|finding| finding.severity == Severity::Error)
}
