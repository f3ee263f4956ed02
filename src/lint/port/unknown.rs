//! A key under `properties` or `relations` that the blueprint does not declare.

use crate::ground::closest::closest;
use crate::ground::finding::Finding;
use crate::lint::port::anomaly::{AnomalyKind, Section};
use crate::lint::port::entity::Entity;
use crate::lint::port::repair::rewrite;
use crate::lint::port::run::Lint;
use crate::lint::port::words::{declared_here, only_near};
use crate::lint::reference::listed;
use crate::lint::rule::Rule;

/// What a rule finds of the unknown keys in one section.
pub fn unknown_members(rule: &Rule, section: Section, entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    let Some(blueprint) = entity.known else { return };
    let is_one = |what: &AnomalyKind<'_>| matches!(what, AnomalyKind::Unknown);
    if !entity.anomalies.iter().any(|anomaly| is_one(&anomaly.what)) {
        return;
    }
    let (names, stated): (Vec<&str>, _) = match section {
        Section::Properties => (blueprint.properties.names().collect(), entity.properties),
        Section::Relations => (blueprint.relations.names().collect(), entity.relations),
    };
    // What is set already was not meant by another key.
    let set = |name: &&&str| stated.is_some_and(|stated| stated.value.get(name).is_some());
    let free: Vec<&str> = names.iter().filter(|name| !set(name)).copied().collect();
    for anomaly in entity.anomalies.iter().filter(|anomaly| anomaly.section == section && is_one(&anomaly.what)) {
        let name = anomaly.key.key_text();
        let message = format!("blueprint `{}` has no {} `{name}`", blueprint.identifier, section.member());
        let finding = rule.at(anomaly.key.place(), message).label("not declared");
        let finding = match closest(name, free.iter().copied()) {
            Some(near) => declared_here(finding.suggest(Some(near)), entity, lint, section.path(), near),
            None if names.is_empty() => finding.help(format!("it has no {} at all", section.word())),
            None => finding.help(format!("it has {}", listed(&names))),
        };
        let only = only_near(name, free.iter().copied());
        found.push(finding.fix(only.and_then(|near| rewrite(anomaly.key, near, true))));
    }
}
