//! Entities that require one another.

use crate::ground::join::join_first;
use crate::lint::context::Context;
use crate::lint::port::Index;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::info("required-cycle", include_str!("required_cycle.md"), Check::Repository(check));

fn check(index: &Index<'_>, _: &Context<'_>, found: &mut Vec<Finding>) {
    /// The maximum number of entities in a cycle that are named and shown.
    const MAX_NAMED: usize = 5;
    for cycle in index.required_cycles() {
        let [first, others @ ..] = cycle.as_slice() else { continue };
        let Some(place) = index.place(first.place) else { continue };
        let named = || join_first(MAX_NAMED, cycle.iter().map(|one| format!("`{}`", one.identifier)));
        let message = match others {
            [] => format!("`{}` requires a relation to itself, so it cannot be created", first.identifier),
            [_] => format!("{} require each other, so neither can be created first", named()),
            _ => format!("{} require each other in a cycle, so none can be created first", named()),
        };
        let mut finding = RULE.at(place, message).label("required relation");
        for other in others.iter().take(MAX_NAMED) {
            if let Some(place) = index.place(other.place) {
                finding = finding.related(place, format!("required by `{}`", other.identifier));
            }
        }
        found.push(finding.help("make one of the relations optional in its blueprint, or create one entity by hand"));
    }
}
