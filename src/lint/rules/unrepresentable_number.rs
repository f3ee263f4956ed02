//! A number that JSON or 64 bits cannot express.

use crate::lint::rule::Rule;
use crate::yaml::fault::FaultKind;

pub(super) const RULE: Rule = Rule::fault(FaultKind::UnrepresentableNumber, include_str!("unrepresentable_number.md"));
