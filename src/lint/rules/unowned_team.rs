//! A team that has no effect, because the blueprint has no direct ownership.

use crate::lint::context::Context;
use crate::lint::port::Entity;
use crate::lint::rule::{Check, Finding, Need, Rule};
use crate::lint::wording::value::declared_here;
use crate::model::catalog::Ownership;

pub(super) const RULE: Rule =
    Rule::warning("unowned-team", include_str!("unowned_team.md"), Check::Entity(check)).needs(Need::Catalog);

fn check(entity: &Entity<'_>, context: &Context<'_>, found: &mut Vec<Finding>) {
    let (Some(blueprint), Some(team)) = (entity.known, entity.team.filter(|team| !team.value.is_null())) else {
        return;
    };
    if team.value.is_list() && team.value.is_empty() {
        return;
    }
    let (why, help) = match blueprint.ownership {
        Ownership::None => {
            ("has no ownership", "add `ownership: { type: Direct }` to the blueprint, or remove this line")
        }
        Ownership::Inherited => {
            ("inherits ownership from a related entity", "set the team on the related entity, and remove this line")
        }
        Ownership::Direct | Ownership::Unknown => return,
    };
    let message = format!("`team` has no effect: blueprint `{}` {why}", blueprint.identifier);
    let finding = RULE.at(team.key.place(), message).label("no effect").help(help);
    found.push(declared_here(finding, entity, context, &[], "ownership"));
}
