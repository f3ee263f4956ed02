//! An alias that is undefined, refers to itself, or expands to too many values.

use crate::lint::rule::Rule;
use crate::yaml::fault::FaultKind;

pub(super) const RULE: Rule = Rule::fault(FaultKind::UndefinedAlias, include_str!("alias.md"));
