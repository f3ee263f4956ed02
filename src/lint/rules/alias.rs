//! An alias that leads nowhere, to itself, or to too much.

use crate::lint::rule::Rule;
use crate::yaml::fault::FaultKind;

pub(super) const RULE: Rule = Rule::fault(FaultKind::UndefinedAlias, include_str!("alias.md"));
