//! `properties` or `relations` with nothing below.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::{Entity, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "null-section",
    severity: Severity::Error,
    page: include_str!("null_section.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, _: &Lint<'_>, found: &mut Vec<Finding>) {
    for field in [entity.properties, entity.relations].into_iter().flatten().filter(|field| field.value.is_null()) {
        let name = field.key.key_text();
        let finding = RULE.at(field.key.place(), format!("there is nothing under `{name}`")).label("nothing below");
        let help = "take the line out, or indent below it what belongs to it; some integrations drop the whole file";
        found.push(finding.help(help));
    }
}
