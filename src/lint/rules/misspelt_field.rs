//! A field that is almost one of Port's.

use crate::ground::finding::{Finding, Severity};
use crate::lint::fields;
use crate::lint::rule::{Check, Context, Rule};
use crate::model::Declaration;

/// The rule.
pub const RULE: Rule = Rule {
    name: "misspelt-field",
    severity: Severity::Error,
    page: include_str!("misspelt_field.md"),
    check: Check::Declaration(check),
};

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    for field in fields::unknown_but_open(declaration) {
        let Some(near) = &field.near else { continue };
        let finding = RULE.at(declaration.key_at(&field.path), format!("there is no field `{}`", field.name));
        found.push(finding.label("misspelt").suggest(Some(near)));
    }
}
