//! A template that reads an input the form does not have.

use crate::kind::template::chains;
use crate::kind::workflow::Graph;
use crate::lint::context::Context;
use crate::lint::model::{Declaration, Form, template_texts, text_part};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::form::remedy;

pub(super) const RULE: Rule =
    Rule::error("unknown-template-input", include_str!("unknown_template_input.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    // The nodes of a workflow read a form as an output, which `unknown-output` checks.
    if Graph::of(declaration.kind, &declaration.body).is_some() {
        return;
    }
    let Some(form) = Form::all(declaration).into_iter().next() else { return };
    for (at, text) in template_texts(declaration) {
        for chain in chains(text) {
            let Some((name, bytes)) = chain.after(&["inputs"]) else { continue };
            // `unquoted-dash` reports an input that is only cut short.
            let is_cut = chain.dashed(text, form.names().into_iter()).is_some();
            if !form.inputs.contains_key(name) && !chain.is_guarded(text) && !is_cut {
                let message = format!("the template uses input `{name}`, which the form does not have");
                let finding = RULE.at(text_part(declaration, &at, &bytes), message).label("no such input");
                found.push(finding.help(remedy(name, &form.names())));
            }
        }
    }
}
