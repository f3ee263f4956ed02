//! Inherited ownership whose path leads to no owner.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "broken-ownership-path",
    include_str!("broken_ownership_path.md"),
    Check::Mention(Role::OwnershipPath, |_| "ownership".to_owned()),
);
