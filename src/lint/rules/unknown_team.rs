//! A team that does not exist.

use crate::ground::closest::closest;
use crate::lint::context::Context;
use crate::lint::port::Entity;
use crate::lint::port::text::placeholder;
use crate::lint::rule::{Check, Finding, Need, Rule};

pub(super) const RULE: Rule =
    Rule::warning("unknown-team", include_str!("unknown_team.md"), Check::Entity(check)).needs(Need::Catalog);

fn check(entity: &Entity<'_>, context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(teams) = context.catalog.and_then(|catalog| catalog.entities("_team")) else { return };
    let Some(team) = entity.team.filter(|team| !team.value.is_map()) else { return };
    let one = (!team.value.is_list()).then_some(team.value);
    for node in team.value.items().chain(one) {
        let Some(name) = node.as_str().filter(|name| !teams.contains(*name) && placeholder(name).is_none()) else {
            continue;
        };
        let finding = RULE.at(node.place(), format!("team `{name}` does not exist")).label("no such team");
        let near = closest(name, teams.iter().map(String::as_str));
        let finding = finding.help("use the team's identifier, not its name; Port does not create teams");
        found.push(finding.suggest(near));
    }
}
