//! Two identifiers that differ in case alone.

use crate::lint::context::Context;
use crate::lint::port::Index;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::warning("case-only-duplicate", include_str!("case_only_duplicate.md"), Check::Repository(check));

fn check(index: &Index<'_>, _: &Context<'_>, found: &mut Vec<Finding>) {
    for (later, first) in index.repeated(|one, other| one != other && one.eq_ignore_ascii_case(other)) {
        let (Some(place), Some(at_first)) = (index.place(later.place), index.place(first.place)) else { continue };
        let message = format!(
            "`{}` and `{}` differ only in case, and Port treats them as two entities",
            later.identifier, first.identifier
        );
        let finding = RULE.at(place, message).label("differs only in case").related(at_first, "first entity");
        found.push(
            finding
                .help("if they are the same entity, spell both alike; otherwise give one a more distinct identifier"),
        );
    }
}
