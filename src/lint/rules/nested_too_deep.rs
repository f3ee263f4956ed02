//! Lists and maps nested deeper than any model needs.

use crate::lint::rule::Rule;
use crate::yaml::fault::FaultKind;

pub(super) const RULE: Rule = Rule::fault(FaultKind::TooDeep, include_str!("nested_too_deep.md"));
