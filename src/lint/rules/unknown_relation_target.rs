//! A relation to a blueprint that does not exist.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-relation-target",
    include_str!("unknown_relation_target.md"),
    Check::Mention(Role::RelationTarget, |at| format!("relation `{}`", at.key(1).unwrap_or_default())),
);
