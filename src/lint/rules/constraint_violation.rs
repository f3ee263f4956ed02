//! A value that breaks a limit, pattern or other constraint of the property.

use crate::lint::port::AnomalyKind;
use crate::lint::rule::{Check, Rule};
use crate::lint::wording::value::refused;

pub(super) const RULE: Rule = Rule::error(
    "constraint-violation",
    include_str!("constraint_violation.md"),
    Check::Value(&[AnomalyKind::BrokenConstraint], |anomaly, entity, context| refused(&RULE, anomaly, entity, context)),
);
