//! An entity without a title.

use crate::lint::context::Context;
use crate::lint::port::Entity;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::info("missing-title", include_str!("missing_title.md"), Check::Entity(check));

fn check(entity: &Entity<'_>, _: &Context<'_>, found: &mut Vec<Finding>) {
    if entity.title.is_none() && entity.identifier.is_some() {
        let finding = RULE.at(entity.start(), format!("{} has no `title`", entity.named()));
        found.push(finding.label("`title` missing").help("add `title:`; without it, Port shows the identifier"));
    }
}
