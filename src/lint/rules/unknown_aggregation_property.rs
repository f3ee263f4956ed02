//! An aggregation over a property that does not exist.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-aggregation-property",
    include_str!("unknown_aggregation_property.md"),
    Check::Mention(Role::AggregationProperty, |at| format!("aggregation `{}`", at.key(1).unwrap_or_default())),
);
