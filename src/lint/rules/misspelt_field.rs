//! A field whose name is close to that of a known field.

use crate::lint::context::Context;
use crate::lint::model::{Declaration, fields};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::error("misspelt-field", include_str!("misspelt_field.md"), Check::Declaration(check));

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    for field in fields::open(declaration, &context.facts(declaration).unknown) {
        if field.near.is_none() {
            continue;
        }
        let finding = RULE.at(declaration.key_location(&field.path), format!("unknown field `{}`", field.name));
        let label = if field.remedy.starts_with("move") { "wrong level" } else { "misspelt" };
        found.push(finding.label(label).help(field.remedy.clone()));
    }
}
