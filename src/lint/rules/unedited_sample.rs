//! The sample that Port offers, not filled in.

use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Entity};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::error(
    "unedited-sample",
    include_str!("unedited_sample.md"),
    Check::Several(&[Check::Entity(check_entity), Check::Value(&[AnomalyKind::Sample], check_relation)]),
)
.exclusive();

fn check_entity(entity: &Entity<'_>, _: &Context<'_>, found: &mut Vec<Finding>) {
    if entity.is_sample {
        let of = [entity.identifier, entity.title].into_iter().flatten();
        let field = of.into_iter().find(|field| matches!(field.value.as_str(), Some("some_identifier" | "Some Title")));
        let place = field.map_or_else(|| entity.start(), |field| field.value.place());
        let finding = RULE.at(place, "this is Port's sample entity").label("sample value");
        found.push(finding.help("replace it with your own entity, or delete the file"));
    }
}

fn check_relation(anomaly: &Anomaly<'_>, _: &Entity<'_>, _: &Context<'_>) -> Option<Finding> {
    let message = format!("relation `{}` points to an entity from Port's sample", anomaly.name());
    let finding = RULE.at(anomaly.place(), message).label("sample value");
    Some(finding.help("use one of your own entities, or remove the relation"))
}
