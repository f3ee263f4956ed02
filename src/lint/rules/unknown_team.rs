//! A team that does not exist.

use crate::ground::closest::closest;
use crate::ground::finding::{Finding, Severity};
use crate::lint::port::text::placeholder;
use crate::lint::port::{Entity, Lint, MOST};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "unknown-team",
    severity: Severity::Warning,
    page: include_str!("unknown_team.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    let Some(teams) = lint.catalog.and_then(|catalog| catalog.entities("_team")) else { return };
    let Some(team) = entity.team.filter(|team| !team.value.is_map()) else { return };
    let one = (!team.value.is_list()).then_some(team.value);
    for node in team.value.items().chain(one).take(MOST) {
        let Some(name) = node.as_str().filter(|name| !teams.contains(*name) && placeholder(name).is_none()) else {
            continue;
        };
        let finding = RULE.at(node.place(), format!("there is no team `{name}`")).label("no such team");
        let near = closest(name, teams.iter().map(String::as_str));
        let finding = match near {
            Some(_) => finding.suggest(near),
            None => finding.help("write the team's identifier, not its name; Port makes no team of it"),
        };
        found.push(finding);
    }
}
