//! One entity in two places.

use crate::lint::context::Context;
use crate::lint::port::Index;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::error("duplicate-entity", include_str!("duplicate_entity.md"), Check::Repository(check));

fn check(index: &Index<'_>, _: &Context<'_>, found: &mut Vec<Finding>) {
    for (later, first) in index.repeated(|one, other| one == other) {
        let (Some(place), Some(at_first)) = (index.place(later.place), index.place(first.place)) else { continue };
        let finding =
            RULE.at(place, format!("entity `{}` is declared twice", later.identifier)).label("declared again");
        let finding = finding.related(at_first, "first declared here");
        found.push(
            finding
                .help("keep one of the two; Port uses the last one it reads, and deleting either deletes the entity"),
        );
    }
}
