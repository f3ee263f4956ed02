//! An entity of the model with a property or relation that its blueprint does not have.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-entity-member",
    include_str!("unknown_entity_member.md"),
    Check::Mention(Role::EntityMember, |_| "the entity".to_owned()),
);
