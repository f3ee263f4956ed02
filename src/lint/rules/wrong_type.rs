//! A value that does not have the type of its property.

use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Detail, Entity};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::repair::retyped;
use crate::lint::wording::value::refused;
use crate::yaml::schema::ViolationKind;

pub(super) const RULE: Rule =
    Rule::error("wrong-type", include_str!("wrong_type.md"), Check::Value(&[AnomalyKind::WrongType], check));

fn check(anomaly: &Anomaly<'_>, entity: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    let Detail::Violation(ViolationKind::Type { expected }, _) = &anomaly.detail else { return None };
    let finding = refused(&RULE, anomaly, entity, context)?;
    // Quoting a list or a map would not give it the format of the property.
    if (anomaly.value.is_map() || anomaly.value.is_list()) && anomaly.property.is_some_and(|one| one.format.is_some()) {
        return Some(finding.help("write a single string"));
    }
    Some(finding.fix(retyped(anomaly.value, expected)))
}
