//! A relation among the properties, or a property among the relations.

use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Entity};
use crate::lint::rule::{Check, Finding, Need, Rule};
use crate::lint::wording::value::declared_here;

pub(super) const RULE: Rule =
    Rule::error("wrong-section", include_str!("wrong_section.md"), Check::Value(&[AnomalyKind::WrongSection], check))
        .needs(Need::Catalog)
        .names_only();

fn check(anomaly: &Anomaly<'_>, entity: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    let (name, section, other) = (anomaly.name(), anomaly.section, anomaly.section.other());
    let of = &entity.known?.identifier;
    let message = format!("`{name}` is a {} of `{of}`, not a {}", other.member(), section.member());
    let finding = RULE.at(anomaly.place(), message).label(format!("a {}", other.member()));
    let finding = finding.help(format!("move it under `{}`", other.word()));
    Some(declared_here(finding, entity, context, other.path(), name))
}
