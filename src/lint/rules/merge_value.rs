//! A merge key whose value is not a map.

use crate::lint::rule::Rule;
use crate::yaml::fault::FaultKind;

pub(super) const RULE: Rule = Rule::fault(FaultKind::MergeValue, include_str!("merge_value.md"));
