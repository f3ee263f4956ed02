//! Permissions of a resource that does not exist.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-permission-owner",
    include_str!("unknown_permission_owner.md"),
    Check::Mention(Role::PermissionOwner, |_| "the file".to_owned()),
);
