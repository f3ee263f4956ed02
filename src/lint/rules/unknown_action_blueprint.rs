//! An action or a workflow for a blueprint that does not exist.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-action-blueprint",
    include_str!("unknown_action_blueprint.md"),
    Check::Mention(Role::ActionBlueprint, |at| match at.key(0) {
        Some("invocationMethod") => "the invocation".to_owned(),
        Some("nodes") if at.key(3) == Some("blueprintIdentifier") => "the node".to_owned(),
        Some("nodes") if at.key(3) == Some("contexts") => "the context".to_owned(),
        _ => "the trigger".to_owned(),
    }),
);
