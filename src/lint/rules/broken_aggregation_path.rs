//! An aggregation with a relation in its path that does not exist.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "broken-aggregation-path",
    include_str!("broken_aggregation_path.md"),
    Check::Mention(Role::AggregationPath, |at| format!("aggregation `{}`", at.key(1).unwrap_or_default())),
);
