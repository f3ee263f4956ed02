//! A mapping that fills or searches a property or relation that the blueprint does not have.

use crate::ground::path::Segment;
use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-mapping-property",
    include_str!("unknown_mapping_property.md"),
    Check::Mention(Role::MappingProperty, |at| match at.last_key() {
        // A rule of a query is in a list, and the properties of a mapping are in a map.
        Some("property") if matches!(at.0.iter().rev().nth(1), Some(Segment::Index(_))) => {
            "the search query".to_owned()
        }
        _ => "the mapping".to_owned(),
    }),
);
