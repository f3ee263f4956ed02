//! An expression of an integration's mapping as a value.

use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Entity};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::warning("jq-expression", include_str!("jq_expression.md"), Check::Value(&[AnomalyKind::Jq], check));

fn check(anomaly: &Anomaly<'_>, _: &Entity<'_>, _: &Context<'_>) -> Option<Finding> {
    let text = anomaly.value.raw();
    let message = format!("`{text}` looks like jq, which is evaluated only in an integration's mapping");
    let finding = RULE.at(anomaly.place(), message).label("not evaluated");
    Some(finding.help("write the value itself, or quote it if it is meant literally"))
}
