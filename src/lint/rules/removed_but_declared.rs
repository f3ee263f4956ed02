//! A resource that one file removes and another declares.

use crate::lint::context::Context;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::error("removed-but-declared", include_str!("removed_but_declared.md"), Check::Model(check));

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for removal in &context.model.removals {
        let Some(declaration) = context.model.of(&removal.key).first().copied() else { continue };
        let finding =
            RULE.at(removal.declared.clone(), format!("{} is both declared and removed", declaration.description()));
        let finding = finding.label("removed here").related(declaration.identifier_location(), "declared here");
        found.push(finding.help("remove it from one of the two files"));
    }
}
