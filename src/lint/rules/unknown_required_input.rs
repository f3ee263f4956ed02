//! A required input that the form does not have.

use crate::lint::context::Context;
use crate::lint::model::{Declaration, Form};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::form::report_unknown_inputs;

pub(super) const RULE: Rule =
    Rule::error("unknown-required-input", include_str!("unknown_required_input.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    for form in Form::all(declaration) {
        let list = (&form.at.child("required"), form.stated.get("required"));
        report_unknown_inputs(&RULE, declaration, list, &form.names(), "`required` lists", found);
    }
}
