//! A key that occurs twice in one map.

use crate::lint::rule::Rule;
use crate::yaml::fault::FaultKind;

pub(super) const RULE: Rule = Rule::fault(FaultKind::DuplicateKey, include_str!("duplicate_key.md"));
