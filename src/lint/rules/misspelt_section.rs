//! A misspelt `properties` or `relations`.

use crate::ground::closest::closest;
use crate::lint::context::Context;
use crate::lint::port::text::unusual_character;
use crate::lint::port::{Entity, Field, Section};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::rules::{missing_blueprint, missing_identifier, null_section};
use crate::lint::wording::repair::rewrite;
use crate::lint::wording::value::{is_near_key, near_key};

pub(super) const RULE: Rule = Rule::error("misspelt-section", include_str!("misspelt_section.md"), Check::Key(check));

pub(super) const KEYS: [&str; 5] = ["title", "icon", "team", "properties", "relations"];

/// Keys that other rules report.
const KNOWN: &[&str] = &["apiVersion", "createdAt", "createdBy", "updatedAt", "updatedBy", "gitopsMetadata"];

fn check(field: Field<'_>, entity: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    let name = field.key.key_text();
    let section = meant(field).filter(|_| is_stray(entity, field, context))?;
    let word = section.word();
    let message = format!("`{name}` is not an entity key, so Port drops its contents");
    let finding = RULE.at(field.key.place(), message).label(format!("looks like `{word}`"));
    // Two sections of one name would be a duplicate key.
    let first = entity.others.iter().find(|other| meant(**other) == Some(section));
    if entity.section(section).is_some() || first.is_some_and(|first| first.key.span() != field.key.span()) {
        return Some(finding.help(format!("move its contents to `{word}`")));
    }
    Some(finding.help(format!("write `{word}`")).fix(rewrite(field.key, word, true)))
}

/// The section that was probably meant.
pub(super) fn meant(field: Field<'_>) -> Option<Section> {
    /// Other words for the sections.
    const PROPERTIES: &[&str] = &["attributes", "fields", "props"];
    const RELATIONS: &[&str] = &["relation", "relationship", "relationships", "rels"];
    let name = field.key.key_text();
    let is_one_of = |words: &[&str]| {
        let long = words.iter().copied().filter(|word| word.len() > 6);
        field.value.is_map() && (words.contains(&name) || closest(name, long).is_some())
    };
    match closest(name, KEYS) {
        Some(near) if near == Section::Properties.word() => Some(Section::Properties),
        Some(near) if near == Section::Relations.word() => Some(Section::Relations),
        Some(_) => None,
        None if is_one_of(PROPERTIES) => Some(Section::Properties),
        None if is_one_of(RELATIONS) => Some(Section::Relations),
        None => None,
    }
}

/// Returns whether no other rule reports the key.
pub(super) fn is_stray(entity: &Entity<'_>, field: Field<'_>, context: &Context<'_>) -> bool {
    let name = field.key.key_text();
    let is_near = |lacking: bool, name: &str, rule: &Rule| {
        // Search all keys only if this one is similar.
        lacking
            && context.runs(rule.name)
            && is_near_key(field.key.key_text(), name)
            && near_key(entity, name).is_some_and(|key| key.span() == field.key.span())
    };
    let is_member = entity.known.is_some_and(|blueprint| Section::of(blueprint, name).is_some());
    let is_spilled = context.runs(null_section::RULE.name) && entity.is_spilled(field);
    !KNOWN.contains(&name)
        && !is_spilled
        && !is_member
        && unusual_character(name).is_none()
        && !is_near(entity.identifier.is_none(), "identifier", &missing_identifier::RULE)
        && !is_near(entity.blueprint.is_none(), "blueprint", &missing_blueprint::RULE)
}
