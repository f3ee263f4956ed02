//! Text, numbers or lists where an entity must be.

use crate::lint::port::Document;
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::value::yaml_type;

pub(super) const RULE: Rule = Rule::error("wrong-root", include_str!("wrong_root.md"), Check::Document(check));

fn check(document: &Document<'_>, found: &mut Vec<Finding>) {
    for stray in document.nodes().filter(|node| !node.is_map()) {
        let finding =
            RULE.at(stray.place(), format!("an entity must be a map, not {}", yaml_type(stray))).label("not a map");
        found.push(
            finding.help(
                "an entity has `identifier:`, `blueprint:` and other keys; in a list, start each entity with `- `",
            ),
        );
    }
}
