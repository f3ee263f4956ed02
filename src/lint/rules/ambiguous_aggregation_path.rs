//! An aggregation whose target several paths of relations lead to.

use crate::ground::path::Path;
use crate::kind::blueprint::AGGREGATIONS;
use crate::kind::blueprint::connection::RelationStep;
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::rule::{Check, Finding, Rule};
use serde_json::Value;
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule::warning(
    "ambiguous-aggregation-path",
    include_str!("ambiguous_aggregation_path.md"),
    Check::Declaration(check),
);

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(key) = declaration.key.as_ref().filter(|key| key.kind.has_entities) else { return };
    let section = Path::from_keys(AGGREGATIONS);
    for (name, aggregation) in section.members(&declaration.body) {
        let Some(target) = aggregation.get("target").and_then(Value::as_str) else { continue };
        let has_filter = aggregation.get("pathFilter").and_then(Value::as_array).is_some_and(|path| !path.is_empty());
        let paths = context.resources.relations().shortest_paths(&key.identifier, target);
        let [one, other] = &paths[..] else { continue };
        if has_filter {
            continue;
        }
        let at = section.child(name.as_str()).child("target");
        let message = format!(
            "two paths of relations lead from `{}` to `{target}`: {} and {}",
            key.identifier,
            names(one),
            names(other)
        );
        let finding = RULE.at(declaration.value(&at), message).label("ambiguous");
        let filter = [one, other].into_iter().find_map(|path| filter(path, &key.identifier, target));
        found.push(match filter {
            Some(filter) => finding.help(format!("choose one of them, for example `pathFilter: {filter}`")),
            None => finding.help("choose one of them with `pathFilter`"),
        });
    }
}

fn names(path: &[&RelationStep]) -> String {
    let each: Vec<String> = path.iter().map(|(blueprint, relation)| format!("`{blueprint}.{relation}`")).collect();
    each.join(" with ")
}

/// The filter for a path that can be followed from one of its ends to the other: each of its blueprints has the next
/// relation, or each the one before.
fn filter(path: &[&RelationStep], from: &str, to: &str) -> Option<String> {
    let (owners, mut relations): (Vec<&str>, Vec<&str>) =
        path.iter().map(|(blueprint, relation)| (blueprint.as_str(), relation.as_str())).unzip();
    let is_one_way = owners.iter().collect::<BTreeSet<_>>().len() == owners.len();
    match (is_one_way, owners.first() == Some(&from), owners.last() == Some(&to)) {
        (true, true, false) => {}
        (true, false, true) => relations.reverse(),
        _ => return None,
    }
    Some(format!("[{{ path: [{}] }}]", relations.join(", ")))
}
