//! A file that the system refuses to read.

use crate::lint::rule::Rule;
use crate::yaml::fault::FaultKind;

pub(super) const RULE: Rule = Rule::fault(FaultKind::Unreadable, include_str!("unreadable_file.md"));
