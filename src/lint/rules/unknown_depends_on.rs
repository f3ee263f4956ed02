//! An input that depends on one that the form does not have.

use crate::ground::finding::{Finding, Severity};
use crate::lint::form::{self, Form};
use crate::lint::rule::{Check, Context, Rule};
use crate::model::Declaration;

/// The rule.
pub const RULE: Rule = Rule {
    name: "unknown-depends-on",
    severity: Severity::Error,
    page: include_str!("unknown_depends_on.md"),
    check: Check::Declaration(check),
};

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(form) = Form::of(declaration) else { return };
    for (name, input) in form.inputs {
        let at = form::at().then("properties").then(name.as_str()).then("dependsOn");
        let subject = format!("input `{name}`");
        form::report_anomalies(&RULE, declaration, (&at, input.get("dependsOn")), &form.names(), &subject, found);
    }
}
