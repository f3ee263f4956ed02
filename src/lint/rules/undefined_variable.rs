//! A variable without a value.

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::kind::template::texts_that;
use crate::lint::context::Context;
use crate::lint::model::{Declaration, emptied, other_forms};
use crate::lint::rule::{Check, Finding, Rule, Severity};
use crate::model::environment_variable;

pub(super) const RULE: Rule =
    Rule::error("undefined-variable", include_str!("undefined_variable.md"), Check::Declaration(check));

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let secrets = declaration.kind.write_only(&declaration.body);
    for (at, bytes, name) in &declaration.undefined {
        // A plan needs it only if it is sent.
        if secrets.contains(at) && context.variables.is_withheld(name) {
            continue;
        }
        let names: Vec<_> = context.variables.names().collect();
        if names.iter().any(|known| known == name) {
            let finding = RULE.at(declaration.part(at, bytes), format!("the variable `{name}` is not replaced here"));
            let help = format!("write `${{{name}}}`; for a literal `${{`, write `$${{`");
            found.push(finding.label("sent unchanged").help(help));
            continue;
        }
        let finding = RULE.at(declaration.part(at, bytes), format!("variable `{name}` is not set")).label("not set");
        let environment = environment_variable(name);
        found.push(match closest(name, names.iter().map(|name| &**name)) {
            Some(near) => finding.help(format!("did you mean `${{{near}}}`?")),
            None => finding.help(format!(
                "set it under `[vars]` in portwright.toml, with `--var {name}=...`, or as `{environment}`; \
                 for a literal `${{{name}}}`, write `$${{{name}}}`"
            )),
        });
    }
    for (at, bytes, name) in other_forms(declaration, context) {
        let finding = RULE.at(declaration.part(&at, &bytes), format!("the variable `{name}` is not replaced here"));
        let mut finding = finding.label("sent unchanged").help(format!("write `${{{name}}}`"));
        // It may belong to the program that Port sends it to.
        finding.severity = Severity::Warning;
        found.push(finding);
    }
    if !declaration.node().raw().contains("${") {
        return;
    }
    for (at, _) in texts_that(&Path::root(), &declaration.body, str::is_empty) {
        let Some(name) = emptied(declaration, &at).and_then(|text| text.strip_prefix("${")?.split('}').next()) else {
            continue;
        };
        let finding = RULE.at(declaration.value(&at), format!("variable `{name}` is empty")).label("no text");
        found.push(finding.help(format!("set `{name}` to a text that is not empty, or remove this field")));
    }
}
