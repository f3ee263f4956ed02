//! A required input that the form does not have.

use crate::ground::finding::{Finding, Severity};
use crate::lint::form::{self, Form};
use crate::lint::rule::{Check, Context, Rule};
use crate::model::Declaration;

/// The rule.
pub const RULE: Rule = Rule {
    name: "unknown-required-input",
    severity: Severity::Error,
    page: include_str!("unknown_required_input.md"),
    check: Check::Declaration(check),
};

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(form) = Form::of(declaration) else { return };
    let list = (&form::at().then("required"), form.stated.get("required"));
    form::report_anomalies(&RULE, declaration, list, &form.names(), "`required`", found);
}
