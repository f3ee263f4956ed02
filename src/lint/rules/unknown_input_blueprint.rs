//! An input that offers entities of a blueprint that does not exist.

use crate::kind::Role;
use crate::lint::model::input;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-input-blueprint",
    include_str!("unknown_input_blueprint.md"),
    Check::Mention(Role::InputBlueprint, |at| format!("input `{}`", input(at).unwrap_or_default())),
);
