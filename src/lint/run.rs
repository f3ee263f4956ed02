//! Running rules.

use std::collections::BTreeSet;

use crate::ground::finding::Finding;
use crate::lint::rule::{Check, Context, Rule};
use crate::yaml::fault::FaultKind;

/// What these rules find in a model, sorted by file and place.
pub fn check_model<'r>(rules: impl IntoIterator<Item = &'r &'static Rule>, context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for rule in rules {
        match rule.check {
            Check::ModelFile(check) => context.model.files.iter().for_each(|file| check(file, &mut found)),
            Check::Declaration(check) => {
                context.model.declarations.iter().for_each(|declaration| check(declaration, context, &mut found));
            }
            Check::Model(check) => check(context, &mut found),
            // These look at entities.
            Check::Document(_) | Check::Entity(_) | Check::Repository(_) | Check::Allowance(_) => {}
        }
    }
    // What is read from a faulty text may not be what was written: its faults come first, alone.
    let faulty: BTreeSet<&str> =
        context.model.files.iter().filter(|file| !file.faults.is_empty()).map(|file| file.file.name.as_str()).collect();
    let of_text = |finding: &Finding| FaultKind::ALL.iter().any(|kind| kind.rule() == finding.rule);
    found.retain(|finding| of_text(finding) || !faulty.contains(finding.place.file.name.as_str()));
    let secrets = context.variables.secrets();
    if !secrets.is_empty() {
        found.iter_mut().for_each(|finding| hide(&secrets, finding));
    }
    found.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.place.file.name.clone(), finding.place.span, finding.rule);
        key(a).cmp(&key(b))
    });
    found
}

/// Takes the values of sensitive variables out of what a finding says. The lines it shows are as written, with names.
fn hide(secrets: &[&str], finding: &mut Finding) {
    let related = finding.related.iter_mut().map(|label| &mut label.text);
    let texts = [&mut finding.message, &mut finding.label].into_iter().chain(&mut finding.help).chain(related);
    for text in texts {
        for secret in secrets {
            *text = text.replace(secret, "(sensitive)");
        }
    }
}
