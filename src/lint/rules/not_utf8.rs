//! Bytes that are not UTF-8 text.

use crate::lint::rule::Rule;
use crate::yaml::fault::FaultKind;

pub(super) const RULE: Rule = Rule::fault(FaultKind::NotUtf8, include_str!("not_utf8.md"));
