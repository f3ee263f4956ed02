//! A relation among the properties, or a property among the relations.

use crate::ground::source::Span;
use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Entity};
use crate::lint::rule::{Check, Finding, Need, Rule};
use crate::lint::wording::value::declared_here;
use crate::yaml::tree::Style;

pub(super) const RULE: Rule =
    Rule::error("wrong-section", include_str!("wrong_section.md"), Check::Value(&[AnomalyKind::WrongSection], check))
        .needs(Need::Catalog)
        .names_only();

/// Returns the last keys of a section that all belong in the other one, if the entity does not have that: the line with
/// its name is missing.
fn unheaded(anomaly: &Anomaly<'_>, entity: &Entity<'_>) -> Vec<Span> {
    let Some(stated) = entity.section(anomaly.section) else { return Vec::new() };
    let is_block = stated.value.style() == Style::Block;
    if entity.section(anomaly.section.other()).is_some() || !is_block {
        return Vec::new();
    }
    let is_other = |key: &Span| {
        let mut anomalies = entity.anomalies.iter().filter(|one| one.key.span() == *key);
        anomalies.any(|one| one.kind == AnomalyKind::WrongSection)
    };
    let keys: Vec<Span> = stated.value.entries().map(|(key, _)| key.span()).collect();
    let mut run: Vec<Span> = keys.iter().copied().rev().take_while(is_other).collect();
    run.reverse();
    let is_in_run = run.contains(&anomaly.key.span());
    // A section of nothing else was meant to have the other name.
    if is_in_run && run.len() < keys.len() { run } else { Vec::new() }
}

fn check(anomaly: &Anomaly<'_>, entity: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    let (name, section, other) = (anomaly.name(), anomaly.section, anomaly.section.other());
    let of = &entity.known?.identifier;
    let run = unheaded(anomaly, entity);
    if run.iter().skip(1).any(|key| *key == anomaly.key.span()) {
        return None;
    }
    let message = format!("`{name}` is a {} of `{of}`, not a {}", other.member(), section.member());
    let finding = RULE.at(anomaly.place(), message).label(format!("a {}", other.member()));
    let finding = finding.help(match run.is_empty() {
        true => format!("move it under `{}`", other.word()),
        false => format!("write `{}:` on a line before it, indented like `{}:`", other.word(), section.word()),
    });
    Some(declared_here(finding, entity, context, other.path(), name))
}
