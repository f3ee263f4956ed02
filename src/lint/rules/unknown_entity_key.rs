//! A key of an entity that Port does not know.

use crate::ground::closest::closest;
use crate::ground::finding::{Finding, Severity};
use crate::lint::port::repair::rewrite;
use crate::lint::port::text::odd_character;
use crate::lint::port::words::{near_key, section_of};
use crate::lint::port::{Entity, Field, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "unknown-entity-key",
    severity: Severity::Warning,
    page: include_str!("unknown_entity_key.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    let has = [
        entity.title.is_some(),
        entity.icon.is_some(),
        entity.team.is_some(),
        entity.properties.is_some(),
        entity.relations.is_some(),
    ];
    let free: Vec<&str> = KEYS.iter().zip(has).filter(|(_, has)| !has).map(|(key, _)| *key).collect();
    for field in entity.others.iter().filter(|field| is_stray(entity, field, lint)) {
        let name = field.key.key_text();
        let near = closest(name, free.iter().copied());
        let finding =
            RULE.at(field.key.place(), format!("an entity has no `{name}`, so Port drops it")).label("no such key");
        let fix = near.and_then(|near| rewrite(field.key, near, true));
        let finding = match near {
            Some(_) => finding.suggest(near),
            None => finding.help("if it is a property of the blueprint, move it under `properties`"),
        };
        found.push(finding.fix(fix));
    }
}

const KEYS: &[&str] = &["title", "icon", "team", "properties", "relations"];

/// Keys that rules of their own speak of.
const KNOWN: &[&str] = &["apiVersion", "createdAt", "createdBy", "updatedAt", "updatedBy", "gitopsMetadata"];

/// Whether no other rule speaks of the key.
fn is_stray(entity: &Entity<'_>, field: &Field<'_>, lint: &Lint<'_>) -> bool {
    let name = field.key.key_text();
    let is_near = |lacking: bool, name: &str, rule: &str| {
        lacking && lint.runs(rule) && near_key(entity, name).is_some_and(|key| key.span() == field.key.span())
    };
    let is_member = entity.known.is_some_and(|blueprint| section_of(blueprint, name).is_some());
    !KNOWN.contains(&name)
        && !is_member
        && odd_character(name).is_none()
        && !is_near(entity.identifier.is_none(), "identifier", "missing-identifier")
        && !is_near(entity.blueprint.is_none(), "blueprint", "missing-blueprint")
}
