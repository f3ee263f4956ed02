//! Text, numbers or lists where an entity must be.

use crate::ground::finding::{Finding, Severity};
use crate::lint::port::words::a_kind;
use crate::lint::port::{Document, Lint, MOST};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "wrong-root",
    severity: Severity::Error,
    page: include_str!("wrong_root.md"),
    check: Check::Document(check),
};

fn check(document: &Document<'_>, _: &Lint<'_>, found: &mut Vec<Finding>) {
    for stray in document.nodes().filter(|node| !node.is_map()).take(MOST) {
        let finding = RULE.at(stray.place(), format!("an entity is a map, not {}", a_kind(stray))).label("no entity");
        found.push(
            finding.help("write `identifier:`, `blueprint:` and so on; start each of several entities with `- `"),
        );
    }
}
