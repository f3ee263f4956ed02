//! Text that is not YAML.

use crate::lint::rule::Rule;
use crate::yaml::fault::FaultKind;

pub(super) const RULE: Rule = Rule::fault(FaultKind::Syntax, include_str!("yaml_syntax.md"));
