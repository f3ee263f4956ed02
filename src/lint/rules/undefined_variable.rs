//! A variable that nobody set.

use crate::ground::closest::closest;
use crate::ground::finding::{Finding, Severity};
use crate::lint::rule::{Check, Context, Rule};
use crate::model::Declaration;

/// The rule.
pub const RULE: Rule = Rule {
    name: "undefined-variable",
    severity: Severity::Error,
    page: include_str!("undefined_variable.md"),
    check: Check::Declaration(check),
};

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    for (at, bytes, name) in &declaration.undefined {
        let finding = RULE.at(declaration.part(at, bytes), format!("no variable `{name}` is set")).label("not set");
        let environment = name.to_uppercase().replace('-', "_");
        found.push(match closest(name, context.variables.names()) {
            Some(near) => finding.help(format!("did you mean `${{{near}}}`?")),
            None => finding.help(format!(
                "set it in portwright.toml under `[vars]`, with `--var {name}=...` or `PORTWRIGHT_VAR_{environment}`; \
                 for these very letters write `$${{{name}}}`"
            )),
        });
    }
}
