//! An entity without an identifier.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::repair::rewrite;
use crate::lint::port::words::near_key;
use crate::lint::port::{Entity, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "missing-identifier",
    severity: Severity::Error,
    page: include_str!("missing_identifier.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, _: &Lint<'_>, found: &mut Vec<Finding>) {
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
