//! A scorecard of a blueprint that does not exist.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-scorecard-blueprint",
    include_str!("unknown_scorecard_blueprint.md"),
    Check::Mention(Role::ScorecardBlueprint, |_| "the scorecard".to_owned()),
);
