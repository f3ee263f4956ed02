//! An action that listens to or writes a property or relation that its blueprint does not have.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-action-property",
    include_str!("unknown_action_property.md"),
    Check::Mention(Role::ActionProperty, |at| match at.key(0) {
        Some("invocationMethod") => "the mapping".to_owned(),
        _ => match at.key(3).filter(|_| at.key(1) == Some("userInputs")) {
            Some(input) => format!("input `{input}`"),
            None => "the trigger".to_owned(),
        },
    }),
);
