//! Null, which clears a value in the portal.

use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Entity};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::info("null-clears-value", include_str!("null_clears_value.md"), Check::Value(&[AnomalyKind::Cleared], check));

fn check(anomaly: &Anomaly<'_>, _: &Entity<'_>, _: &Context<'_>) -> Option<Finding> {
    let finding = RULE.at(anomaly.key.place(), format!("`null` clears `{}` in the portal", anomaly.name()));
    Some(finding.label("cleared").help("to keep the current value, remove the line"))
}
