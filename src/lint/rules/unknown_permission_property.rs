//! A permission on a property or relation that the blueprint does not have.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-permission-property",
    include_str!("unknown_permission_property.md"),
    Check::Mention(Role::PermissionProperty, |at| format!("`{}`", at.key(1).unwrap_or("entities"))),
);
