//! A blueprint of Port's own that is declared instead of extended.

use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::rule::{Check, Finding, Rule};
use crate::model::Claim;

pub(super) const RULE: Rule =
    Rule::warning("system-blueprint-declared", include_str!("system_blueprint_declared.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(key) = declaration.key.as_ref().filter(|key| key.is_system()) else { return };
    if declaration.claim == Claim::Full {
        let message = format!("{} `{}` belongs to Port", key.kind.name, key.identifier);
        let finding = RULE.at(declaration.identifier_location(), message).label("created by Port");
        found.push(finding.help(format!("extend it: `extends: {}`", key.identifier)));
    }
}
