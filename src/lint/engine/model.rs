//! Running rules over a model.

use std::collections::BTreeSet;

use crate::ground::finding::Finding;
use crate::lint::engine::selection::Selection;
use crate::lint::engine::tidy;
use crate::lint::model::{ModelContext, Resolution};
use crate::lint::wording::mention;

/// What the selected rules find in a model, sorted by file and place.
pub fn check_model(selection: &Selection, context: &ModelContext<'_>) -> Vec<Finding> {
    let model = context.model;
    let mut found = Vec::new();
    for file in &model.files {
        selection.model_files.iter().for_each(|one| one.report(&mut found, |check, found| check(file, found)));
    }
    for declaration in &model.declarations {
        for one in &selection.declarations {
            one.report(&mut found, |check, found| check(declaration, context, found));
        }
    }
    selection.models.iter().for_each(|one| one.report(&mut found, |check, found| check(context, found)));
    report_mentions(selection, context, &mut found);
    // What is read from a faulty text may not be what was written: its faults come first, alone.
    let faulty = || model.files.iter().filter(|file| !file.faults.is_empty());
    let names: BTreeSet<&str> = faulty().map(|file| file.file.name.as_str()).collect();
    found.retain(|finding| !names.contains(finding.place.file.name.as_str()));
    for file in faulty() {
        found.extend(file.faults.iter().filter_map(|fault| selection.fault(fault, &file.file)));
    }
    let secrets = context.variables.secrets();
    if !secrets.is_empty() {
        found.iter_mut().for_each(|finding| tidy::hide(&secrets, finding));
    }
    tidy::arrange(&mut found);
    found
}

fn report_mentions(selection: &Selection, context: &ModelContext<'_>, found: &mut Vec<Finding>) {
    // What a faulty file declares is not known, and must not be missed.
    if context.model.has_faults || selection.mentions.is_empty() {
        return;
    }
    for declaration in &context.model.declarations {
        for mention in context.mentions(declaration) {
            let Some(one) = selection.mentions.iter().find(|one| one.check.0 == mention.role) else { continue };
            let resolution = Resolution::of(&mention, declaration, context);
            one.report(found, |(_, subject), found| {
                let subject = subject(&mention.at);
                found.extend(mention::finding(one.rule, &subject, &mention, resolution, declaration, context));
            });
        }
    }
}
