//! A file of another program that is called `port.yml`.

use crate::ground::finding::{Finding, Severity};
use crate::ground::source::{Place, Span};
use crate::lint::port::{Document, Holding, Lint};
use crate::lint::rule::{Check, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "not-a-port-file",
    severity: Severity::Info,
    page: include_str!("not_a_port_file.md"),
    check: Check::Document(check),
};

fn check(document: &Document<'_>, _: &Lint<'_>, found: &mut Vec<Finding>) {
    if let Holding::Foreign(sort) = document.holding {
        let place = Place::new(document.file(), Span::default());
        let finding = RULE.at(place, format!("this looks like {sort}, and is not checked")).label("not Port's");
        found.push(finding.help("exclude it in portwright.toml, or rename it, so that Port does not read it either"));
    }
}
