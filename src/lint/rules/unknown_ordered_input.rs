//! A name in the order of a form that is none of its inputs.

use crate::ground::finding::{Finding, Severity};
use crate::ground::path::Path;
use crate::lint::form::{self, Form};
use crate::lint::rule::{Check, Context, Rule};
use crate::model::Declaration;
use serde_json::Value;

/// The rule.
pub const RULE: Rule = Rule {
    name: "unknown-ordered-input",
    severity: Severity::Error,
    page: include_str!("unknown_ordered_input.md"),
    check: Check::Declaration(check),
};

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(form) = Form::of(declaration) else { return };
    let known = [form.names(), form.titles()].concat();
    let mut report = |at: &Path, names: Option<&Value>| {
        form::report_anomalies(&RULE, declaration, (at, names), &known, "the order", found);
    };
    report(&form::at().then("order"), form.stated.get("order"));
    let steps = form.stated.get("steps").and_then(Value::as_array);
    for (nth, step) in steps.into_iter().flatten().enumerate() {
        report(&form::at().then("steps").then(nth).then("order"), step.get("order"));
    }
}
