//! The sample that Port offers, not filled in.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::{AnomalyKind, Entity, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "unedited-sample",
    severity: Severity::Error,
    page: include_str!("unedited_sample.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, _: &Lint<'_>, found: &mut Vec<Finding>) {
    if entity.is_sample {
        let of = [entity.identifier, entity.title].into_iter().flatten();
        let field = of.into_iter().find(|field| matches!(field.value.as_str(), Some("some_identifier" | "Some Title")));
        let place = field.map_or_else(|| entity.start(), |field| field.value.place());
        let finding = RULE.at(place, "this is the sample that Port offers, not an entity").label("from the sample");
        found.push(finding.help("describe your own entity, or delete the file"));
    }
    for anomaly in entity.anomalies.iter().filter(|anomaly| matches!(anomaly.what, AnomalyKind::Sample)) {
        let finding = RULE.at(
            anomaly.value.place(),
            format!("relation `{}` leads to an entity of Port's sample", anomaly.key.key_text()),
        );
        found.push(finding.label("from the sample").help("name one of your own entities, or take the relation out"));
    }
}
