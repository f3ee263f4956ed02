//! An identifier that YAML does not read as a string.

use crate::lint::context::Context;
use crate::lint::port::Entity;
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::value::not_a_string;

pub(super) const RULE: Rule =
    Rule::error("wrong-identifier-type", include_str!("wrong_identifier_type.md"), Check::Entity(check));

fn check(entity: &Entity<'_>, _: &Context<'_>, found: &mut Vec<Finding>) {
    if let Some(field) = entity.identifier.filter(|field| entity.name().is_none() && !field.value.is_map()) {
        found.push(not_a_string(&RULE, field.value, "`identifier` must be a string", "write the entity's identifier"));
    }
}
