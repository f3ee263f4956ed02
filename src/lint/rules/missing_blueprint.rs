//! An entity that does not say of which blueprint it is.

use crate::ground::finding::Finding;
use crate::lint::port::{Context, Entity};
use crate::lint::rule::{Check, Rule};
use crate::lint::wording::repair::rewrite;
use crate::lint::wording::value::near_key;

pub const RULE: Rule = Rule::error("missing-blueprint", include_str!("missing_blueprint.md"), Check::Entity(check));

fn check(entity: &Entity<'_>, _: &Context<'_>, found: &mut Vec<Finding>) {
    if entity.blueprint.is_none() {
        let near = near_key(entity, "blueprint");
        let finding = match near {
            Some(key) => {
                RULE.at(key.place(), format!("there is no `blueprint`, but `{}`", key.key_text())).label("no such key")
            }
            None => RULE.at(entity.start(), format!("{} has no `blueprint`", entity.named())).label("no `blueprint`"),
        };
        let help = if near.is_some() {
            "write `blueprint`"
        } else {
            "add `blueprint:`; without it Port drops the entity without a word"
        };
        found.push(finding.help(help).fix(near.and_then(|key| rewrite(key, "blueprint", true))));
    }
}
