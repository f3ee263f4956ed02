//! A search for an entity that Port refuses.

use crate::ground::finding::{Finding, Severity};
use crate::ground::source::Place;
use crate::lint::port::query::mistakes;
use crate::lint::port::{AnomalyKind, Entity, Lint, MOST};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "bad-search-query",
    severity: Severity::Error,
    page: include_str!("bad_search_query.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, _: &Lint<'_>, found: &mut Vec<Finding>) {
    let named = [entity.identifier, entity.team].into_iter().flatten().filter(|field| field.value.is_map());
    let of_fields = named.flat_map(|field| mistakes(field.value));
    let of_relations = entity.anomalies.iter().filter_map(|anomaly| match &anomaly.what {
        AnomalyKind::Query(mistake) => Some(mistake.clone()),
        _ => None,
    });
    for mistake in of_fields.chain(of_relations).take(MOST) {
        let place = Place::new(entity.node.tree().file(), mistake.at);
        found.push(RULE.at(place, mistake.message).label("in this search").help(mistake.help));
    }
}
