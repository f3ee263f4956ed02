//! An input that the order of its form leaves out.

use crate::ground::closest::closest;
use crate::lint::context::Context;
use crate::lint::model::{Declaration, Form};
use crate::lint::rule::{Check, Finding, Rule};
use serde_json::Value;

pub(super) const RULE: Rule =
    Rule::warning("unordered-input", include_str!("unordered_input.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    for form in Form::all(declaration) {
        check_form(&form, declaration, found);
    }
}

fn check_form(form: &Form<'_>, declaration: &Declaration, found: &mut Vec<Finding>) {
    let steps = form.stated.get("steps").and_then(Value::as_array).into_iter().flatten();
    let orders: Vec<&Value> =
        form.stated.get("order").into_iter().chain(steps.filter_map(|step| step.get("order"))).collect();
    let ordered: Vec<&str> =
        orders.into_iter().filter_map(Value::as_array).flatten().filter_map(Value::as_str).collect();
    // An empty order is like a missing one.
    if ordered.is_empty() {
        return;
    }
    let names = form.names();
    // An input that is misspelt in the order is reported there.
    let stands_for = |name: &str| ordered.iter().any(|one| !names.contains(one) && closest(one, [name]).is_some());
    let is_hidden = |name: &str| form.inputs[name].get("visible") == Some(&Value::Bool(false));
    for name in names.iter().filter(|name| !ordered.contains(name) && !stands_for(name) && !is_hidden(name)) {
        let at = form.input(name);
        let finding =
            RULE.at(declaration.key_location(&at), format!("input `{name}` is missing from the form's order"));
        found.push(finding.label("not in the order").help(format!("add `{name}` to `order`")));
    }
}
