//! Running rules on a model.

use std::collections::BTreeSet;

use crate::ground::finding::Finding;
use crate::ground::source::Location;
use crate::lint::context::Context;
use crate::lint::engine::file::Lint;
use crate::lint::engine::{missing_lines, tidy};
use crate::lint::model::{Resolution, RootFault};
use crate::lint::wording::mention;

/// Returns the findings of the selected rules in a model, sorted by file and place.
pub fn check_model(lint: &Lint<'_>) -> Vec<Finding> {
    let (selection, context) = (&lint.selection, &lint.context);
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
    // What a file without one of its lines declares, or of another form, is not known.
    let is_unread = || model.files.iter().any(|file| RootFault::of(file).is_some());
    if !missing_lines::report(&model.files, &mut found) && !is_unread() {
        report_mentions(lint, &mut found);
    }
    // A file that does not parse may be read incorrectly, so only its faults are reported.
    let faulty = || model.files.iter().filter(|file| !file.faults.is_empty());
    let names: BTreeSet<&str> = faulty().map(|file| file.file.name.as_str()).collect();
    found.retain(|finding| !names.contains(finding.place.file.name.as_str()));
    let exclusive = || selection.model_files.iter().map(|one| one.rule).filter(|rule| rule.is_exclusive);
    let is_exclusive = |finding: &Finding| exclusive().any(|rule| rule.name == finding.rule);
    let alone: BTreeSet<String> =
        found.iter().filter(|one| is_exclusive(one)).map(|one| one.place.file.name.clone()).collect();
    found.retain(|finding| is_exclusive(finding) || !alone.contains(&finding.place.file.name));
    for file in faulty() {
        found.extend(
            file.faults
                .iter()
                .filter_map(|fault| Some(missing_lines::explained(selection.fault(fault, &file.file)?, fault, file))),
        );
    }
    hide_sensitive(context, &mut found);
    tidy::arrange(&mut found);
    found
}

/// Hides sensitive values: all of them in findings in a field that uses one, and elsewhere those that are long enough
/// to be recognized in a text.
fn hide_sensitive(context: &Context<'_>, found: &mut [Finding]) {
    let (all, long) = (context.variables.sensitive_values(), context.variables.secrets());
    if all.is_empty() {
        return;
    }
    let declarations = || context.model.declarations.iter();
    let fields: Vec<Location> =
        declarations().flat_map(|one| one.sensitive.iter().map(|path| one.value(path))).collect();
    let is_in = |place: &Location| {
        fields.iter().any(|field| {
            field.file.name == place.file.name
                && field.span.start <= place.span.start
                && place.span.end <= field.span.end
        })
    };
    for finding in found {
        let uses_one = is_in(&finding.place) || finding.related.iter().any(|label| is_in(&label.place));
        tidy::hide(if uses_one { &all } else { &long }, finding);
    }
}

fn report_mentions(lint: &Lint<'_>, found: &mut Vec<Finding>) {
    let (selection, context) = (&lint.selection, &lint.context);
    // It is not known what a faulty file declares, so nothing is reported as missing.
    if context.model.has_faults || selection.mentions.is_empty() {
        return;
    }
    for declaration in &context.model.declarations {
        // The same text can be about several resources. One finding is enough to correct it.
        let mut reported = BTreeSet::new();
        for mention in context.mentions(declaration) {
            let place = (mention.role, mention.at.clone(), mention.part.as_ref().map(|part| part.start));
            if reported.contains(&place) {
                continue;
            }
            let Some(one) = selection.mentions.iter().find(|one| one.check.0 == mention.role) else { continue };
            let resolution = Resolution::of(&mention, declaration, context);
            let known = found.len();
            one.report(found, |(_, subject), found| {
                let subject = subject(&mention.at);
                found.extend(mention::finding(one.rule, &subject, &mention, resolution, declaration, context));
            });
            if found.len() > known {
                reported.insert(place);
            }
        }
    }
}
