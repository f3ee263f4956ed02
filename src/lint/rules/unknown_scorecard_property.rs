//! A scorecard that reads a property its blueprint does not have.

use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-scorecard-property",
    include_str!("unknown_scorecard_property.md"),
    Check::Mention(Role::ScorecardProperty, |at| {
        if at.key(0) == Some("filter") { "the filter".to_owned() } else { "the rule".to_owned() }
    }),
);
