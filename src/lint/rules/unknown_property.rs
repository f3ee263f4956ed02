//! A property that the blueprint does not declare.

use crate::ground::closest::closest;
use crate::ground::finding::{Finding, Severity};
use crate::lint::port::repair::rewrite;
use crate::lint::port::words::{declared_here, only_near};
use crate::lint::port::{Entity, Lint, Section, What};
use crate::lint::reference::listed;
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "unknown-property",
    severity: Severity::Error,
    page: include_str!("unknown_property.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    let Some(blueprint) = entity.known else { return };
    if !entity.strange.iter().any(|strange| matches!(strange.what, What::Unknown)) {
        return;
    }
    // What is set already was not meant by another key.
    let set = |name: &&str| entity.properties.is_some_and(|section| section.value.get(name).is_some());
    let free: Vec<&str> = blueprint.properties.names().filter(|name| !set(name)).collect();
    for strange in &entity.strange {
        if strange.section != Section::Properties || !matches!(strange.what, What::Unknown) {
            continue;
        }
        let name = strange.key.key_text();
        let near = closest(name, free.iter().copied());
        let message = format!("blueprint `{}` has no property `{name}`", blueprint.identifier);
        let finding = RULE.at(strange.key.place(), message).label("not declared");
        let names: Vec<&str> = blueprint.properties.names().collect();
        let finding = match near {
            Some(_) => finding.suggest(near),
            None if names.is_empty() => finding.help("it has no properties at all"),
            None => finding.help(format!("it has {}", listed(&names))),
        };
        let finding = match near {
            Some(near) => declared_here(finding, entity, lint, strange.section.path(), near),
            None => finding,
        };
        found
            .push(finding.fix(only_near(name, free.iter().copied()).and_then(|near| rewrite(strange.key, near, true))));
    }
}
