//! A search for an entity that Port refuses.

use crate::ground::source::Location;
use crate::lint::port::query::{Mistake, mistakes};
use crate::lint::port::{Anomaly, AnomalyKind, Context, Detail, Entity, MAX_FINDINGS_PER_FILE};
use crate::lint::rule::{Check, Finding, Rule};
use crate::yaml::tree::Node;

pub(super) const RULE: Rule = Rule::error(
    "bad-search-query",
    include_str!("bad_search_query.md"),
    Check::Several(&[Check::Entity(check_fields), Check::Value(&[AnomalyKind::BadSearch], check_relation)]),
);

fn check_fields(entity: &Entity<'_>, _: &Context<'_>, found: &mut Vec<Finding>) {
    for field in [entity.identifier, entity.team].into_iter().flatten().filter(|field| field.value.is_map()) {
        let mistakes = mistakes(field.value).into_iter().take(MAX_FINDINGS_PER_FILE);
        found.extend(mistakes.map(|mistake| finding(&mistake, entity.node)));
    }
}

fn check_relation(anomaly: &Anomaly<'_>, entity: &Entity<'_>, _: &Context<'_>) -> Option<Finding> {
    let Detail::Search(mistake) = &anomaly.detail else { return None };
    Some(finding(mistake, entity.node))
}

fn finding(mistake: &Mistake, entity: Node<'_>) -> Finding {
    let place = Location::new(entity.tree().file(), mistake.at);
    RULE.at(place, mistake.message.as_str()).label("in this search").help(mistake.help.as_str())
}
