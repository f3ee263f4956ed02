//! One identifier for a relation to many, or a list for a relation to one.

use crate::ground::finding::{Finding, Severity};
use crate::kind::blueprint::RELATIONS;
use crate::lint::port::repair::as_list;
use crate::lint::port::words::declared_here;
use crate::lint::port::{Entity, Lint, Section, What};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "relation-cardinality",
    severity: Severity::Error,
    page: include_str!("relation_cardinality.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    for strange in entity.strange.iter().filter(|strange| strange.section == Section::Relations) {
        let name = strange.key.key_text();
        let finding = match strange.what {
            What::NotAList => {
                let fix = as_list(strange.value);
                let help = fix
                    .as_ref()
                    .map_or("write a list".to_owned(), |fix| fix.does.replacen("write", "write a list:", 1));
                let message = format!("relation `{name}` is to many entities, and takes a list");
                RULE.at(strange.value.place(), message).label("no list").help(help).fix(fix)
            }
            What::NotOne => {
                let message = format!("relation `{name}` is to one entity, and takes no list");
                RULE.at(strange.key.place(), message).label("to one entity").help("write one identifier, without `- `")
            }
            _ => continue,
        };
        found.push(declared_here(finding, entity, lint, RELATIONS, name));
    }
}
