//! An integration in an action or workflow that is not installed.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-installation",
    include_str!("unknown_installation.md"),
    Check::Mention(Role::Installation, |at| {
        if at.key(0) == Some("nodes") { "the node".to_owned() } else { "the action".to_owned() }
    }),
);
