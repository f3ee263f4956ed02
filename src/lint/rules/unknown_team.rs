//! A team that does not exist.

use std::collections::BTreeSet;

use crate::ground::closest::closest;
use crate::kind::{entity, team};
use crate::lint::context::Context;
use crate::lint::model::{Declaration, grantees};
use crate::lint::port::Entity;
use crate::lint::port::text::placeholder;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::warning(
    "unknown-team",
    include_str!("unknown_team.md"),
    Check::Several(&[Check::Entity(check), Check::Declaration(check_grants)]),
);

/// The blueprint whose entities are teams.
const BLUEPRINT: &str = "_team";

fn check(entity: &Entity<'_>, context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(teams) = context.catalog.and_then(|catalog| catalog.entities(BLUEPRINT)) else { return };
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

/// Reports a team in permissions that is close to a known one. The portal may have teams that are not known here.
fn check_grants(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let named = grantees(declaration, "teams");
    if named.is_empty() {
        return;
    }
    let entities = context.resources.children(entity::KIND.name, BLUEPRINT).into_keys();
    let known: BTreeSet<&str> = context.resources.identifiers(team::KIND.name).into_iter().chain(entities).collect();
    // Teams are given by identifier, which often is the name in lower case, with other separators.
    let letters = |name: &str| name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let is_known = |name: &str| known.iter().any(|team| letters(team) == letters(name));
    for (at, name) in named.into_iter().filter(|(_, name)| !is_known(name)) {
        let Some(near) = closest(name, known.iter().copied()) else { continue };
        let is_lower = name.to_lowercase() == name && !near.contains(' ');
        let near = if is_lower { near.to_lowercase() } else { near.to_owned() };
        let finding = RULE.at(declaration.value(&at), format!("team `{name}` is not among the known teams"));
        found.push(finding.label("no such team").suggest(Some(&near)));
    }
}
