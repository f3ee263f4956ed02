//! A tag outside YAML's core schema.

use crate::lint::rule::Rule;
use crate::yaml::fault::FaultKind;

pub(super) const RULE: Rule = Rule::fault(FaultKind::UnknownTag, include_str!("unknown_tag.md"));
