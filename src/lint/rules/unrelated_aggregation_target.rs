//! An aggregation over a blueprint that no relations lead to.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unrelated-aggregation-target",
    include_str!("unrelated_aggregation_target.md"),
    Check::Mention(Role::AggregationConnection, |at| format!("aggregation `{}`", at.key(1).unwrap_or_default())),
);
