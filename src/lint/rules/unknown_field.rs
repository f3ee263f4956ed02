//! A field that portwright does not know.

use crate::ground::path::Path;
use crate::lint::context::Context;
use crate::lint::model::{Declaration, fields, stray_trigger};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::warning("unknown-field", include_str!("unknown_field.md"), Check::Declaration(check));

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let stray = stray_trigger(declaration);
    for field in
        fields::open(declaration, &context.facts(declaration).unknown).into_iter().filter(|field| field.near.is_none())
    {
        // It is reported as the trigger that the workflow lacks.
        if stray.is_some_and(|stray| field.path == Path::from_keys(&[stray])) {
            continue;
        }
        let message = format!("unknown field `{}`", field.name);
        let finding = RULE.at(declaration.key_location(&field.path), message).label("unknown");
        found.push(finding.help("it is sent to Port unchanged; remove it if it is a mistake"));
    }
}
