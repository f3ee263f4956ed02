//! `properties` or `relations` with nothing below.

use crate::lint::context::Context;
use crate::lint::port::{Entity, Section};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::error("null-section", include_str!("null_section.md"), Check::Entity(check));

fn check(entity: &Entity<'_>, _: &Context<'_>, found: &mut Vec<Finding>) {
    for field in [entity.properties, entity.relations].into_iter().flatten().filter(|field| field.value.is_null()) {
        let name = field.key.key_text();
        let finding = RULE.at(field.key.place(), format!("`{name}` is empty")).label("reads as null");
        let section = if name == Section::Relations.word() { Section::Relations } else { Section::Properties };
        found.push(finding.help(match entity.spilled(section).as_slice() {
            [] => "remove the line, or indent its contents below it; some integrations drop the file".to_owned(),
            [only] => format!("indent `{}` by 2 spaces, so that it is below `{name}`", only.key.key_text()),
            [first, .., last] => {
                let (first, last) = (first.key.key_text(), last.key.key_text());
                format!("indent the lines from `{first}` to `{last}` by 2 spaces, so that they are below `{name}`")
            }
        }));
    }
}
