//! A search query that Port refuses, or that never selects anything.

use serde_json::Value;

use crate::ground::finding::{Finding, Severity};
use crate::ground::path::Path;
use crate::ground::source::Location;
use crate::kind::blueprint;
use crate::kind::search::{Dialect, MembersOf, Mistake, MistakeKind, Part, check, queries};
use crate::lint::context::Context;
use crate::lint::model::{mismatched, schema};
use crate::lint::port::{Anomaly, AnomalyKind, Detail, Entity, is_search, search_mistakes};
use crate::lint::rule::{Check, Rule};
use crate::lint::wording::query::words;
use crate::model::Declaration;
use crate::yaml::tree::{Node, to_value};

pub(super) const RULE: Rule = Rule::error(
    "bad-search-query",
    include_str!("bad_search_query.md"),
    Check::Several(&[
        Check::Declaration(check_model),
        Check::Entity(check_fields),
        Check::Value(&[AnomalyKind::BadSearch], check_relation),
    ]),
);

fn check_model(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let mut mistakes = Vec::new();
    let trigger = Path::from_keys(&["trigger"]);
    let is_judged = |at: &Path| !trigger.is_prefix_of(at) || mismatched(declaration).is_none();
    for query in queries(declaration.kind, &declaration.body).into_iter().filter(|query| is_judged(&query.at)) {
        let body = query.blueprint.and_then(|of| context.resources.existence(blueprint::KIND.name, of).body());
        let members = MembersOf::new(body.unwrap_or(&Value::Null));
        let value = query.at.find(&declaration.body).unwrap_or(&Value::Null);
        let found = check(&query.at, value, query.dialect, members);
        // If the blueprint is known, other rules report the names that it lacks.
        let is_new = |one: &Mistake| body.is_none() || one.kind != MistakeKind::UnknownMetaProperty;
        mistakes.extend(found.into_iter().filter(is_new).map(|one| (one, query.dialect)));
    }
    check_mappings(declaration, context, found);
    if mistakes.is_empty() {
        return;
    }
    // The kind's schema also describes queries, and its findings come first.
    let mut reported: Vec<_> = context.facts(declaration).unknown.iter().map(|field| field.path.clone()).collect();
    let violations = schema::of(declaration.kind).check(declaration.node());
    reported.extend(violations.into_iter().map(|violation| violation.path));
    for (mistake, dialect) in mistakes.iter().filter(|(mistake, _)| !reported.contains(&mistake.at)) {
        let written = mistake.at.find(&declaration.body).unwrap_or(&Value::Null);
        let place = match mistake.part {
            Part::Value if written != "" => declaration.value(&mistake.at),
            _ => declaration.key_location(&mistake.at),
        };
        found.push(finding(mistake, place, written, *dialect));
    }
}

/// Checks the search queries in mappings, whose texts are strings of jq.
fn check_mappings(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    for mapping in (declaration.kind.mappings)(&declaration.body) {
        for query in mapping.queries(context.resources) {
            let known = query.target.as_deref();
            let body = known.and_then(|of| context.resources.existence(blueprint::KIND.name, of).body());
            let members = MembersOf::new(body.unwrap_or(&Value::Null));
            let plain = query.plain();
            for mistake in check(&query.at, &plain, Dialect::EntityReference, members) {
                if body.is_some() && mistake.kind == MistakeKind::UnknownMetaProperty {
                    continue;
                }
                let place = match mistake.part {
                    Part::Key => declaration.key_location(&mistake.at),
                    Part::Value => declaration.value(&mistake.at),
                };
                let inside = Path(mistake.at.0[query.at.0.len()..].to_vec());
                let written = inside.find(&plain).cloned().unwrap_or_default();
                let mut finding = finding(&mistake, place, &written, Dialect::EntityReference);
                if let (Part::Value, Value::String(_), Some(near)) =
                    (mistake.part, &written, mistake.suggestions.first())
                {
                    finding.help = Some(format!("write `\"'{near}'\"`").into());
                }
                found.push(finding);
            }
        }
    }
}

fn check_fields(entity: &Entity<'_>, _: &Context<'_>, found: &mut Vec<Finding>) {
    let team = entity.team.filter(|team| is_search(team.value));
    for field in [entity.identifier, team].into_iter().flatten().filter(|field| field.value.is_map()) {
        let mistakes = search_mistakes(field.value).into_iter();
        found.extend(mistakes.map(|mistake| in_entity(&mistake, field.value)));
    }
}

fn check_relation(anomaly: &Anomaly<'_>, _: &Entity<'_>, _: &Context<'_>) -> Option<Finding> {
    let Detail::Search(mistake) = &anomaly.detail else { return None };
    Some(in_entity(mistake, anomaly.value))
}

fn in_entity(mistake: &Mistake, query: Node<'_>) -> Finding {
    let located = query.tree().locate(query.id(), &mistake.at);
    let span = if mistake.part == Part::Key { located.key_or_value() } else { located.value };
    let written = query.find(&mistake.at).map_or(Value::Null, to_value);
    finding(mistake, Location::new(query.tree().file(), span), &written, Dialect::EntityReference)
}

fn finding(mistake: &Mistake, place: Location, written: &Value, dialect: Dialect) -> Finding {
    let words = words(mistake, written, dialect);
    let mut finding = RULE.at(place, words.message).label(words.label);
    finding.help = words.help.map(Into::into);
    if !mistake.refused {
        finding.severity = Severity::Warning;
    }
    finding
}
