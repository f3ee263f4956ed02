//! A resource that two files declare.

use crate::kind::Key;
use crate::lint::context::Context;
use crate::lint::rule::{Check, Finding, Rule};
use crate::model::{Claim, Declaration};
use std::collections::BTreeMap;

pub(super) const RULE: Rule =
    Rule::error("duplicate-resource", include_str!("duplicate_resource.md"), Check::Model(check));

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let mut first: BTreeMap<&Key, &Declaration> = BTreeMap::new();
    for declaration in context.model.declarations.iter().filter(|one| one.claim == Claim::Full) {
        let Some(key) = &declaration.key else { continue };
        let Some(earlier) = first.get(key) else {
            first.insert(key, declaration);
            continue;
        };
        let finding =
            RULE.at(declaration.identifier_location(), format!("{} is declared twice", declaration.description()));
        let finding = finding.label("declared again").related(earlier.identifier_location(), "first declared here");
        found.push(finding.help(match declaration.kind.extendable {
            true => "keep one; to add to it from another file, use `extends` instead of `identifier`",
            false => "keep one of the two",
        }));
    }
}
