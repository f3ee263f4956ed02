//! A blueprint that does not exist.

use crate::ground::closest::closest;
use crate::ground::finding::{Finding, Severity};
use crate::lint::port::repair::rewrite;
use crate::lint::port::text::placeholder;
use crate::lint::port::words::only_near;
use crate::lint::port::{Entity, Lint};
use crate::lint::reference::listed;
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "unknown-blueprint",
    severity: Severity::Error,
    page: include_str!("unknown_blueprint.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    let (Some(catalog), Some(field)) = (lint.catalog, entity.blueprint) else { return };
    let Some(name) = field.value.as_str().filter(|name| entity.known.is_none() && placeholder(name).is_none()) else {
        return;
    };
    if entity.is_sample {
        return;
    }
    let near = closest(name, catalog.identifiers());
    let finding = RULE.at(field.value.place(), format!("there is no blueprint `{name}`")).label("no such blueprint");
    let known: Vec<&str> = catalog.identifiers().collect();
    let finding = match near {
        Some(_) => finding.suggest(near),
        None if catalog.is_complete() => finding.help(format!("the blueprints are {}", listed(&known))),
        None => finding.help(format!(
            "if it is made elsewhere, say so in portwright.toml: `[model] external = [\"blueprint/{name}\"]`"
        )),
    };
    let only = only_near(name, catalog.identifiers());
    let fix = only.and_then(|near| rewrite(field.value, near, near.to_lowercase() == name.to_lowercase()));
    found.push(finding.fix(fix));
}
