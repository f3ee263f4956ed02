//! One identifier for a relation to many, or a list for a relation to one.

use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Entity};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::value::{declared_here, not_a_list, only_item};

pub(super) const RULE: Rule = Rule::error(
    "relation-cardinality",
    include_str!("relation_cardinality.md"),
    Check::Value(&[AnomalyKind::RelationNotAList, AnomalyKind::RelationNotSingle], check),
);

fn check(anomaly: &Anomaly<'_>, entity: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    let name = anomaly.name();
    let finding = if anomaly.kind == AnomalyKind::RelationNotAList {
        not_a_list(&RULE, anomaly, format!("relation `{name}` has `many: true` and needs a list"))
    } else {
        let message = format!("relation `{name}` has `many: false` and cannot be a list");
        only_item(&RULE, anomaly, message, "write a single identifier")
    };
    Some(declared_here(finding, entity, context, anomaly.section.path(), name))
}
