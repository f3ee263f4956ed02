//! A scorecard that reads a property its blueprint does not have.

use crate::ground::path::Segment;
use crate::kind::Role;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unknown-scorecard-property",
    include_str!("unknown_scorecard_property.md"),
    Check::Mention(Role::ScorecardProperty, |at| match at.key(0) {
        Some("properties" | "relations") => "the group".to_owned(),
        _ if at.0.contains(&Segment::from("rules")) => "the rule".to_owned(),
        _ => "the filter".to_owned(),
    }),
);
