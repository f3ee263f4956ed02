//! A mapping that fills or searches a property or relation that the blueprint does not have.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-mapping-property",
    include_str!("unknown_mapping_property.md"),
    Check::Mention(Role::MappingProperty, |at| match at.last_key() {
        Some("property") if at.0.len() > 6 => "the search query".to_owned(),
        _ => "the mapping".to_owned(),
    }),
);
