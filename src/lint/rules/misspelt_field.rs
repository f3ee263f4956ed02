//! A field whose name is close to that of a known field.

use crate::lint::context::Context;
use crate::lint::model::{Declaration, fields};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::error("misspelt-field", include_str!("misspelt_field.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    for field in fields::unknown_but_open(declaration) {
        let Some(near) = &field.near else { continue };
        let finding = RULE.at(declaration.key_location(&field.path), format!("unknown field `{}`", field.name));
        found.push(finding.label("misspelt").suggest(Some(near)));
    }
}
