//! One identifier for a relation to many, or a list for a relation to one.

use crate::ground::finding::Finding;
use crate::kind::blueprint::RELATIONS;
use crate::lint::port::{Anomaly, AnomalyKind, Context, Entity};
use crate::lint::rule::{Check, Rule};
use crate::lint::wording::repair::as_list;
use crate::lint::wording::value::declared_here;

pub(super) const RULE: Rule = Rule::error(
    "relation-cardinality",
    include_str!("relation_cardinality.md"),
    Check::Value(&[AnomalyKind::RelationNotAList, AnomalyKind::RelationNotOne], check),
);

fn check(anomaly: &Anomaly<'_>, entity: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    let name = anomaly.name();
    let finding = if anomaly.kind == AnomalyKind::RelationNotAList {
        let fix = as_list(anomaly.value);
        let help = fix.as_ref().map_or("write a list".to_owned(), |fix| fix.does.replacen("write", "write a list:", 1));
        let message = format!("relation `{name}` has `many: true` and needs a list");
        RULE.at(anomaly.place(), message).label("not a list").help(help).fix(fix)
    } else {
        let message = format!("relation `{name}` has `many: false` and cannot be a list");
        RULE.at(anomaly.place(), message).label("list").help("write a single identifier, without `- `")
    };
    Some(declared_here(finding, entity, context, RELATIONS, name))
}
