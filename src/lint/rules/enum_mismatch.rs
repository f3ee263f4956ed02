//! A value that is not one of the property's options.

use serde_json::Value;

use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Detail, Entity};
use crate::lint::rule::{Check, Finding, Fix, Rule};
use crate::lint::wording::repair::rewrite;
use crate::lint::wording::value::{only_near, refused};
use crate::yaml::schema::ViolationKind;
use crate::yaml::tree::Node;

pub(super) const RULE: Rule =
    Rule::error("enum-mismatch", include_str!("enum_mismatch.md"), Check::Value(&[AnomalyKind::NotAnOption], check));

fn check(anomaly: &Anomaly<'_>, entity: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    let Detail::Violation(ViolationKind::Options { allowed }, _) = &anomaly.detail else { return None };
    Some(refused(&RULE, anomaly, entity, context)?.fix(fix(anomaly.value, allowed)))
}

/// Returns the fix to the option that was probably meant. It is safe only if the two differ only in case.
fn fix(value: Node<'_>, allowed: &[Value]) -> Option<Fix> {
    let text = value.as_str()?;
    let near = only_near(text, allowed.iter().filter_map(Value::as_str))?;
    rewrite(value, near, near.to_lowercase() == text.to_lowercase())
}
