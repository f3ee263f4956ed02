//! A field that Port is not known to have.

use crate::ground::finding::{Finding, Severity};
use crate::lint::fields;
use crate::lint::rule::{Check, Context, Rule};
use crate::model::Declaration;

/// The rule.
pub const RULE: Rule = Rule {
    name: "unknown-field",
    severity: Severity::Warning,
    page: include_str!("unknown_field.md"),
    check: Check::Declaration(check),
};

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    for field in fields::unknown_but_open(declaration).into_iter().filter(|field| field.near.is_none()) {
        let message = format!("`{}` is not a field that is known here", field.name);
        let finding = RULE.at(declaration.key_at(&field.path), message).label("not known");
        found.push(finding.help("it is sent to Port as it stands; if it is a mistake, take it out"));
    }
}
