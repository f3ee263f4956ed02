//! A template that reads an input the form does not have.

use crate::ground::path::Path;
use crate::kind::template::{chains, texts};
use crate::lint::context::Context;
use crate::lint::model::{Declaration, Form, text_part};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::form::remedy;

pub(super) const RULE: Rule =
    Rule::error("unknown-template-input", include_str!("unknown_template_input.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(form) = Form::of(declaration) else { return };
    let Some(invocation) = declaration.body.get("invocationMethod") else { return };
    for (at, text) in texts(&Path::from_keys(&["invocationMethod"]), invocation) {
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
