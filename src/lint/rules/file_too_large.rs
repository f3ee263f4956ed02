//! A file with more bytes than are read.

use crate::lint::rule::Rule;
use crate::yaml::fault::FaultKind;

pub(super) const RULE: Rule = Rule::fault(FaultKind::TooLarge, include_str!("file_too_large.md"));
