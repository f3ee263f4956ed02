//! A relation that the blueprint does not declare.

use crate::lint::port::AnomalyKind;
use crate::lint::rule::{Check, Need, Rule};
use crate::lint::wording::value::unknown_member;

pub(super) const RULE: Rule = Rule::error(
    "unknown-relation",
    include_str!("unknown_relation.md"),
    Check::Value(&[AnomalyKind::UnknownRelation], |one, entity, context| unknown_member(&RULE, one, entity, context)),
)
.needs(Need::Catalog)
.names_only();
