//! An action or a workflow that listens to or writes a property or relation that its blueprint does not have.

use crate::ground::path::Segment;
use crate::kind::Role;
use crate::lint::model::input;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-action-property",
    include_str!("unknown_action_property.md"),
    Check::Mention(Role::ActionProperty, |at| match input(at) {
        Some(input) => format!("input `{input}`"),
        None if at.0.contains(&Segment::from("mapping")) => "the mapping".to_owned(),
        None => "the trigger".to_owned(),
    }),
);
