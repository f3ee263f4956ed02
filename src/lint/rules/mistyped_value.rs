//! A value of another type than the property's.

use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Detail, Entity};
use crate::lint::rule::{Check, Finding, Fix, Rule};
use crate::lint::wording::repair::{quote, unquote};
use crate::lint::wording::value::refused;
use crate::yaml::schema::ViolationKind;
use crate::yaml::tree::{Content, Node};

pub(super) const RULE: Rule =
    Rule::error("mistyped-value", include_str!("mistyped_value.md"), Check::Value(&[AnomalyKind::WrongType], check));

fn check(anomaly: &Anomaly<'_>, entity: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    let Detail::Violation(ViolationKind::Type { expected }, _) = &anomaly.detail else { return None };
    Some(refused(&RULE, anomaly, entity, context)?.fix(fix(anomaly.value, expected)))
}

/// Quotes put around what was meant as text, or taken off from what was not.
fn fix(value: Node<'_>, expected: &[String]) -> Option<Fix> {
    let takes = |sort: &str| expected.iter().any(|expected| expected == sort);
    match value.kind() {
        Content::Number(_) | Content::Bool(_) if takes("string") => quote(value),
        Content::String(text) => {
            let is_boolean = matches!(text, "true" | "false");
            let fits = if is_boolean { takes("boolean") } else { takes("number") || takes("integer") };
            unquote(value).filter(|_| fits)
        }
        _ => None,
    }
}
