//! A property that Port computes, set in a file.

use crate::ground::article::with_article;
use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Detail, Entity};
use crate::lint::rule::{Check, Finding, Need, Rule};
use crate::lint::wording::value::declared_here;

pub(super) const RULE: Rule = Rule::error(
    "computed-property",
    include_str!("computed_property.md"),
    Check::Value(&[AnomalyKind::Computed], check),
)
.needs(Need::Catalog)
.names_only();

fn check(anomaly: &Anomaly<'_>, entity: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    let Detail::Computed(computed) = anomaly.detail else { return None };
    let name = anomaly.name();
    let word = computed.word();
    let message = format!("`{name}` is {} property: Port computes its value", with_article(word));
    let section = anomaly.section.word();
    let is_only = entity.section(anomaly.section).is_some_and(|field| field.value.len() == 1);
    let help =
        if is_only { format!("remove `{section}:`, which has nothing else") } else { "remove the line".to_owned() };
    let finding = RULE.at(anomaly.place(), message).label("cannot be set").help(help);
    Some(declared_here(finding, entity, context, computed.section(), name))
}
