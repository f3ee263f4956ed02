//! A team where the blueprint leaves no room for one.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::words::declared_here;
use crate::lint::port::{Entity, Lint};
use crate::lint::rule::{Check, Rule};
use crate::model::catalog::Ownership;

/// The rule.
pub const RULE: Rule = Rule {
    name: "unowned-team",
    severity: Severity::Warning,
    page: include_str!("unowned_team.md"),
    check: Check::Entity(check),
};

fn check(entity: &Entity<'_>, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    let (Some(blueprint), Some(team)) = (entity.known, entity.team.filter(|team| !team.value.is_null())) else {
        return;
    };
    if team.value.is_list() && team.value.is_empty() {
        return;
    }
    let (why, help) = match blueprint.ownership {
        Ownership::Nobody => {
            ("has no ownership", "give the blueprint an `ownership` of `type: Direct`, or take the line out")
        }
        Ownership::Inherited => ("takes it from a related entity", "set the team there, and take the line out"),
        Ownership::Direct | Ownership::Unknown => return,
    };
    let message = format!("`team` has no effect: blueprint `{}` {why}", blueprint.identifier);
    let finding = RULE.at(team.key.place(), message).label("no effect").help(help);
    found.push(declared_here(finding, entity, lint, &[], "ownership"));
}
