//! One value for a property that holds a list, or a list for one that holds one value.

use crate::ground::finding::Finding;
use crate::kind::blueprint::PROPERTIES;
use crate::lint::port::{Anomaly, AnomalyKind, Context, Entity};
use crate::lint::rule::{Check, Rule};
use crate::lint::wording::repair::as_list;
use crate::lint::wording::value::{declared_here, yaml_type};

pub(super) const RULE: Rule = Rule::error(
    "array-vs-scalar",
    include_str!("array_vs_scalar.md"),
    Check::Value(&[AnomalyKind::PropertyNotAList, AnomalyKind::PropertyNotOne], check),
);

fn check(anomaly: &Anomaly<'_>, entity: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    let name = anomaly.name();
    let finding = if anomaly.kind == AnomalyKind::PropertyNotAList {
        let fix = as_list(anomaly.value).filter(|_| !anomaly.value.is_null());
        let help = fix.as_ref().map_or("write a list".to_owned(), |fix| fix.does.replacen("write", "write a list:", 1));
        let message = format!("`{name}` must be a list, not {}", yaml_type(anomaly.value));
        RULE.at(anomaly.place(), message).label("not a list").help(help).fix(fix)
    } else {
        let message = format!("`{name}` must be a single value, not a list");
        RULE.at(anomaly.place(), message).label("list").help("write a single value")
    };
    Some(declared_here(finding, entity, context, PROPERTIES, name))
}
