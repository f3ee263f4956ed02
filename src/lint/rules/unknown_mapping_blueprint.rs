//! A mapping to a blueprint that does not exist.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-mapping-blueprint",
    include_str!("unknown_mapping_blueprint.md"),
    Check::Mention(Role::MappingBlueprint, |_| "the mapping".to_owned()),
);
