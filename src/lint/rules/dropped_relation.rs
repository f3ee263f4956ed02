//! A relation to teams that Port drops, because the blueprint inherits its ownership.

use crate::ground::path::Path;
use crate::kind::blueprint::{self, RELATIONS};
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::error("dropped-relation", include_str!("dropped_relation.md"), Check::Declaration(check));

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(key) = declaration.key.as_ref().filter(|key| key.kind.has_entities) else { return };
    // Another file may state the ownership.
    let body = context.resources.existence(blueprint::KIND.name, &key.identifier).body().unwrap_or(&declaration.body);
    if Path::from_keys(&["ownership", "type"]).find(body).is_none_or(|ownership| ownership != "Inherited") {
        return;
    }
    let section = Path::from_keys(RELATIONS);
    for (name, relation) in section.members(&declaration.body) {
        if relation.get("target").is_some_and(|target| target == "_team") {
            let message = format!(
                "Port drops relation `{name}` to `_team`, because the ownership of blueprint `{}` is inherited",
                key.identifier
            );
            let finding = RULE.at(declaration.key_location(&section.child(name.as_str())), message).label("dropped");
            found.push(finding.help("remove the relation, or the ownership"));
        }
    }
}
