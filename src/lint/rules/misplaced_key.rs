//! A key at the wrong level.

use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Entity, Field, Section};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::rules::null_section;
use crate::lint::wording::value::declared_here;

pub(super) const RULE: Rule = Rule::error(
    "misplaced-key",
    include_str!("misplaced_key.md"),
    Check::Several(&[Check::Key(check_key), Check::Value(&[AnomalyKind::TooDeep], check_member)]),
);

fn check_key(field: Field<'_>, entity: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    let (name, blueprint) = (field.key.key_text(), entity.known?);
    let is_reported = context.runs(null_section::RULE.name) && entity.is_spilled(field);
    let section = Section::of(blueprint, name).filter(|_| !is_reported)?;
    let message =
        format!("`{name}` is a {} of `{}` and has no effect at this level", section.member(), blueprint.identifier);
    let finding = RULE.at(field.key.place(), message).label("wrong level");
    let finding = finding.help(format!("move it under `{}`", section.word()));
    Some(declared_here(finding, entity, context, section.path(), name))
}

fn check_member(anomaly: &Anomaly<'_>, _: &Entity<'_>, _: &Context<'_>) -> Option<Finding> {
    let name = anomaly.name();
    let message = format!("`{name}` is a key of the entity, not a property");
    let finding = RULE.at(anomaly.place(), message).label("one level too deep");
    Some(finding.help(format!("move `{name}` to the level of `properties`")))
}
