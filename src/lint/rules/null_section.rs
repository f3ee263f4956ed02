//! `properties` or `relations` with nothing below.

use crate::ground::finding::Finding;
use crate::lint::port::{Context, Entity};
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::error("null-section", include_str!("null_section.md"), Check::Entity(check));

fn check(entity: &Entity<'_>, _: &Context<'_>, found: &mut Vec<Finding>) {
    for field in [entity.properties, entity.relations].into_iter().flatten().filter(|field| field.value.is_null()) {
        let name = field.key.key_text();
        let finding = RULE.at(field.key.place(), format!("there is nothing under `{name}`")).label("nothing below");
        let help = "delete the line, or indent below it what belongs to it; some integrations drop the whole file";
        found.push(finding.help(help));
    }
}
