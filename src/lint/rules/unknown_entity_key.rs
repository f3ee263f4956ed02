//! A key of an entity that Port does not know.

use crate::ground::closest::closest;
use crate::lint::context::Context;
use crate::lint::port::text::odd_character;
use crate::lint::port::{Entity, Field, Section};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::rules::{missing_blueprint, missing_identifier};
use crate::lint::wording::repair::rewrite;
use crate::lint::wording::value::near_key;

pub(super) const RULE: Rule =
    Rule::warning("unknown-entity-key", include_str!("unknown_entity_key.md"), Check::Key(check));

const KEYS: [&str; 5] = ["title", "icon", "team", "properties", "relations"];

/// Keys that rules of their own speak of.
const KNOWN: &[&str] = &["apiVersion", "createdAt", "createdBy", "updatedAt", "updatedBy", "gitopsMetadata"];

fn check(field: Field<'_>, entity: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    let name = field.key.key_text();
    if !is_stray(entity, field, context) {
        return None;
    }
    let has = [entity.title, entity.icon, entity.team, entity.properties, entity.relations];
    let near = closest(name, KEYS.into_iter().zip(has).filter(|(_, has)| has.is_none()).map(|(key, _)| key));
    let finding = RULE
        .at(field.key.place(), format!("`{name}` is not an entity key, so Port silently drops it"))
        .label("unknown key");
    let finding = finding.help("if it is a property of the blueprint, move it under `properties`").suggest(near);
    Some(finding.fix(near.and_then(|near| rewrite(field.key, near, true))))
}

/// Whether no other rule speaks of the key.
fn is_stray(entity: &Entity<'_>, field: Field<'_>, context: &Context<'_>) -> bool {
    let name = field.key.key_text();
    let is_near = |lacking: bool, name: &str, rule: &Rule| {
        lacking && context.runs(rule.name) && near_key(entity, name).is_some_and(|key| key.span() == field.key.span())
    };
    let is_member = entity.known.is_some_and(|blueprint| Section::of(blueprint, name).is_some());
    !KNOWN.contains(&name)
        && !is_member
        && odd_character(name).is_none()
        && !is_near(entity.identifier.is_none(), "identifier", &missing_identifier::RULE)
        && !is_near(entity.blueprint.is_none(), "blueprint", &missing_blueprint::RULE)
}
