//! A name in the order of a form that is not one of its inputs.

use crate::ground::path::Path;
use crate::lint::context::Context;
use crate::lint::model::{Declaration, Form};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::form::report_unknown_inputs;
use serde_json::Value;

pub(super) const RULE: Rule =
    Rule::error("unknown-ordered-input", include_str!("unknown_ordered_input.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    for form in Form::all(declaration) {
        check_form(&form, declaration, found);
    }
}

fn check_form(form: &Form<'_>, declaration: &Declaration, found: &mut Vec<Finding>) {
    let known = [form.names(), form.titles()].concat();
    let mut report = |at: &Path, names: Option<&Value>| {
        report_unknown_inputs(&RULE, declaration, (at, names), &known, "`order` lists", found);
    };
    report(&form.at.child("order"), form.stated.get("order"));
    let steps = form.stated.get("steps").and_then(Value::as_array);
    for (nth, step) in steps.into_iter().flatten().enumerate() {
        report(&form.at.child("steps").child(nth).child("order"), step.get("order"));
    }
}
