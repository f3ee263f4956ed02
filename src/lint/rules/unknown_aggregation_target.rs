//! An aggregation over a blueprint that does not exist.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-aggregation-target",
    include_str!("unknown_aggregation_target.md"),
    Check::Mention(Role::AggregationTarget, |at| format!("aggregation `{}`", at.key(1).unwrap_or_default())),
);
