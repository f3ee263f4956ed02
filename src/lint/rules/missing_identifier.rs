//! An entity without an identifier.

use crate::ground::finding::Finding;
use crate::lint::port::{Context, Entity};
use crate::lint::rule::{Check, Rule};
use crate::lint::wording::repair::rewrite;
use crate::lint::wording::value::near_key;

pub const RULE: Rule = Rule::error("missing-identifier", include_str!("missing_identifier.md"), Check::Entity(check));

fn check(entity: &Entity<'_>, _: &Context<'_>, found: &mut Vec<Finding>) {
    if entity.identifier.is_none() {
        let near = near_key(entity, "identifier");
        let finding = match near {
            Some(key) => {
                RULE.at(key.place(), format!("there is no `identifier`, but `{}`", key.key_text())).label("no such key")
            }
            None => RULE.at(entity.start(), "this entity has no `identifier`").label("no `identifier`"),
        };
        let help = if near.is_some() {
            "write `identifier`"
        } else {
            "add `identifier:`; without one, Port makes a new entity every time"
        };
        found.push(finding.help(help).fix(near.and_then(|key| rewrite(key, "identifier", true))));
    }
}
