//! `properties` or `relations` with nothing below.

use crate::lint::context::Context;
use crate::lint::port::Entity;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::error("null-section", include_str!("null_section.md"), Check::Entity(check));

fn check(entity: &Entity<'_>, _: &Context<'_>, found: &mut Vec<Finding>) {
    for field in [entity.properties, entity.relations].into_iter().flatten().filter(|field| field.value.is_null()) {
        let name = field.key.key_text();
        let finding = RULE.at(field.key.place(), format!("`{name}` is empty")).label("reads as null");
        let help = "remove the line, or indent its contents below it; some integrations drop the file";
        found.push(finding.help(help));
    }
}
