//! An automation that listens to an action that does not exist.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-action-event",
    include_str!("unknown_action_event.md"),
    Check::Mention(Role::ActionEvent, |_| "the trigger".to_owned()),
);
