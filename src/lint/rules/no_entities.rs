//! A `port.yml` that holds no entity.

use crate::ground::finding::{Finding, Severity};
use crate::ground::source::{Place, Span};
use crate::lint::port::{Document, Holding, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "no-entities",
    severity: Severity::Warning,
    page: include_str!("no_entities.md"),
    check: Check::Document(check),
};

fn check(document: &Document<'_>, _: &Lint<'_>, found: &mut Vec<Finding>) {
    if matches!(document.holding, Holding::Nothing) {
        let place = Place::new(document.file(), Span::default());
        let finding = RULE.at(place, "the file holds no entity").label("nothing here");
        found.push(finding.help("describe an entity in it, or delete the file"));
    }
}
