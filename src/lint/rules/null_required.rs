//! Null for a property or relation that must have a value.

use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Entity};
use crate::lint::rule::{Check, Finding, Need, Rule};
use crate::lint::wording::value::declared_here;

pub(super) const RULE: Rule =
    Rule::error("null-required", include_str!("null_required.md"), Check::Value(&[AnomalyKind::NullRequired], check))
        .needs(Need::Catalog);

fn check(anomaly: &Anomaly<'_>, entity: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    let (name, section) = (anomaly.name(), anomaly.section);
    let message = format!("{} `{name}` is required, so it cannot be cleared", section.member());
    let finding = RULE.at(anomaly.place(), message).label("null").help("give it a value");
    Some(declared_here(finding, entity, context, section.path(), name))
}
