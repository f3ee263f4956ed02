//! An `allow` comment that allows nothing.

use crate::ground::closest::closest;
use crate::ground::finding::{Finding, Severity};
use crate::ground::source::Place;
use crate::lint::port::{Allowance, Lint};
use crate::lint::rule::{Check, Rule};
use crate::lint::rules::RULES;

/// The rule.
pub const RULE: Rule = Rule {
    name: "unused-allow",
    severity: Severity::Warning,
    page: include_str!("unused_allow.md"),
    check: Check::Allowance(check),
};

fn check(unused: &Allowance, place: &Place, lint: &Lint<'_>, found: &mut Vec<Finding>) {
    let name = unused.rule.as_str();
    let is_rule = RULES.iter().any(|rule| rule.name == name);
    // What is not looked for cannot be found.
    if is_rule && !lint.runs(name) {
        return;
    }
    let near = closest(name, RULES.iter().map(|rule| rule.name)).filter(|_| !is_rule);
    let message =
        if is_rule { format!("there is no `{name}` here to allow") } else { format!("there is no rule `{name}`") };
    let finding = RULE.at(place.clone(), message).label("allows nothing");
    found.push(match near {
        Some(_) => finding.suggest(near),
        None => finding.help("delete the comment; it counts for its own line, or for the next one if it stands alone"),
    });
}
