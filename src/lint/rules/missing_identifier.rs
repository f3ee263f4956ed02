//! An entity without an identifier.

use crate::lint::context::Context;
use crate::lint::port::Entity;
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::value::missing_key;

pub(super) const RULE: Rule =
    Rule::error("missing-identifier", include_str!("missing_identifier.md"), Check::Entity(check));

fn check(entity: &Entity<'_>, _: &Context<'_>, found: &mut Vec<Finding>) {
    if entity.identifier.is_none() {
        let help = "add `identifier:`; without it, Port may create a new entity each time it reads the file";
        found.push(missing_key(&RULE, entity, "identifier", help));
    }
}
