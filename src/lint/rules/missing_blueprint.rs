//! An entity without a blueprint.

use crate::lint::context::Context;
use crate::lint::port::Entity;
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::value::missing_key;

pub(super) const RULE: Rule =
    Rule::error("missing-blueprint", include_str!("missing_blueprint.md"), Check::Entity(check));

fn check(entity: &Entity<'_>, _: &Context<'_>, found: &mut Vec<Finding>) {
    if entity.blueprint.is_none() {
        let help = "add `blueprint:`; without it, Port silently drops the entity";
        found.push(missing_key(&RULE, entity, "blueprint", help));
    }
}
