//! A relation to an entity that does not exist.

use std::collections::HashSet;

use crate::ground::closest::closest;
use crate::lint::context::Context;
use crate::lint::port::{FileSpan, Index};
use crate::lint::rule::{Check, Finding, Need, Rule};

pub(super) const RULE: Rule =
    Rule::error("dangling-relation", include_str!("dangling_relation.md"), Check::Repository(check))
        .needs(Need::AllFiles);

fn check(index: &Index<'_>, context: &Context<'_>, found: &mut Vec<Finding>) {
    /// If nearly every relation dangles, finding suggestions would take longer than everything else.
    const SEARCHES: usize = 100;
    let mut searches = 0;
    let mut kept: Option<HashSet<&str>> = None;
    for (file, mention) in index.mentions() {
        if index.has(mention, file) {
            continue;
        }
        let (blueprint, identifier) = index.summary(file).target(mention);
        let known = context.catalog.and_then(|catalog| catalog.entities(blueprint));
        let is_known = known.is_some_and(|known| known.contains(identifier));
        if is_known
            || known.is_none() && !kept.get_or_insert_with(|| index.blueprints_declared_here()).contains(blueprint)
        {
            continue;
        }
        // `removed-but-related` reports it.
        let is_removed = context.earlier.is_some_and(|earlier| earlier.place(blueprint, identifier).is_some());
        if index.may_define(identifier) || is_removed {
            continue;
        }
        let Some(place) = index.place(FileSpan { file, span: mention.at }) else { continue };
        let everywhere = index.identifiers(blueprint).chain(known.into_iter().flatten().map(String::as_str));
        searches += 1;
        let near = if searches > SEARCHES { None } else { closest(identifier, everywhere) };
        let finding =
            RULE.at(place, format!("blueprint `{blueprint}` has no entity `{identifier}`")).label("no such entity");
        let help = match blueprint.starts_with('_') {
            true => "Port does not create it, and refuses this entity",
            false => "add the entity or correct the identifier; otherwise Port creates an empty entity",
        };
        found.push(finding.help(help).suggest(near));
    }
}
