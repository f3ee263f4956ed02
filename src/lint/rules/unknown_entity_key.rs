//! A key of an entity that Port does not know.

use crate::ground::closest::closest;
use crate::lint::context::Context;
use crate::lint::port::{Entity, Field};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::rules::misspelt_section::{self, KEYS, is_stray, meant};
use crate::lint::wording::repair::rewrite;
use crate::lint::wording::value::is_near_key;

pub(super) const RULE: Rule =
    Rule::warning("unknown-entity-key", include_str!("unknown_entity_key.md"), Check::Key(check));

fn check(field: Field<'_>, entity: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    let name = field.key.key_text();
    let is_section = context.runs(misspelt_section::RULE.name) && meant(field).is_some();
    if is_section || !is_stray(entity, field, context) {
        return None;
    }
    let has = [entity.title, entity.icon, entity.team, entity.properties, entity.relations];
    let near = closest(name, KEYS.into_iter().zip(has).filter(|(_, has)| has.is_none()).map(|(key, _)| key));
    let finding = RULE
        .at(field.key.place(), format!("`{name}` is not an entity key, so Port silently drops it"))
        .label("unknown key");
    let set = [("identifier", entity.identifier), ("blueprint", entity.blueprint)].into_iter();
    let set = set.filter(|(_, stated)| stated.is_some()).map(|(key, _)| key);
    let finding = match set.into_iter().find(|key| is_near_key(name, key)) {
        Some(key) => finding.help(format!("remove it; `{key}` is set here too")),
        None => finding.help("if it is a property of the blueprint, move it under `properties`").suggest(near),
    };
    Some(finding.fix(near.and_then(|near| rewrite(field.key, near, true))))
}
