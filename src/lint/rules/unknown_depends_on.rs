//! An input that depends on one that the form does not have.

use crate::lint::context::Context;
use crate::lint::model::{Declaration, Form};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::form::report_unknown_inputs;

pub(super) const RULE: Rule =
    Rule::error("unknown-depends-on", include_str!("unknown_depends_on.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    for form in Form::all(declaration) {
        for (name, input) in form.inputs {
            let at = form.input(name).child("dependsOn");
            let subject = format!("input `{name}` depends on");
            report_unknown_inputs(&RULE, declaration, (&at, input.get("dependsOn")), &form.names(), &subject, found);
        }
    }
}
