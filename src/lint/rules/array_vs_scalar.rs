//! One value for a property that holds a list, or a list for one that holds one value.

use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Entity};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::value::{declared_here, not_a_list, only_item, yaml_type};

pub(super) const RULE: Rule = Rule::error(
    "array-vs-scalar",
    include_str!("array_vs_scalar.md"),
    Check::Value(&[AnomalyKind::PropertyNotAList, AnomalyKind::PropertyNotSingle], check),
);

fn check(anomaly: &Anomaly<'_>, entity: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    let name = anomaly.name();
    let finding = if anomaly.kind == AnomalyKind::PropertyNotAList {
        not_a_list(&RULE, anomaly, format!("`{name}` must be a list, not {}", yaml_type(anomaly.value)))
    } else {
        let message = format!("`{name}` must be a single value, not a list");
        only_item(&RULE, anomaly, message, "write a single value")
    };
    Some(declared_here(finding, entity, context, anomaly.section.path(), name))
}
