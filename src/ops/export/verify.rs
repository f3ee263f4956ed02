//! Checking that a plan after an export would change nothing.

use std::collections::BTreeMap;

use crate::ground::finding::Severity;
use crate::ground::path::Path;
use crate::kind::Key;
use crate::model::{Model, Variables};
use crate::ops::content::PortalContent;
use crate::ops::export::draft::{ExportedFile, with_files};
use crate::ops::validate::errors;
use crate::plan::export::Fields;
use crate::plan::{Inputs, bodies_after, build};

/// Returns the resources in these files that would not be the same after an apply, and why: a rule rejects the file, or a
/// plan with it has changes, of those fields if there are some. `variables` have the values of all secrets.
pub(super) fn unfaithful(
    drafts: &[ExportedFile],
    model: &Model,
    content: &PortalContent,
    variables: &Variables,
    fields: &Fields,
) -> BTreeMap<Key, String> {
    if drafts.is_empty() {
        return BTreeMap::new();
    }
    let after = with_files(model, drafts, variables);
    let mut bodies = bodies_after(&after, &content.live);
    content.unread.iter().for_each(|(kind, _)| bodies.set_unreadable(kind));
    // In other files, an error may be older than the export.
    let blamed: BTreeMap<&str, &Key> = drafts
        .iter()
        .filter_map(|draft| {
            Some((draft, draft.keys.iter().find(|key| draft.before.is_none() || fields.contains_key(key))?))
        })
        .map(|(draft, key)| (draft.name.as_str(), key))
        .collect();
    let mut reasons = BTreeMap::new();
    for finding in errors(&after, variables, &bodies, true) {
        if let Some(key) = blamed.get(finding.place.file.name.as_str()).filter(|_| finding.severity == Severity::Error)
        {
            let reason = format!("{}[{}]: {}", finding.severity.word(), finding.rule, finding.message);
            reasons.entry((*key).clone()).or_insert(reason);
        }
    }
    let plan = build(&Inputs::new(&after, &content.live, &bodies));
    let drafted: Vec<&Key> = drafts.iter().flat_map(|draft| &draft.keys).collect();
    for step in plan.steps.iter().filter(|step| drafted.contains(&&step.key)) {
        let is_wanted =
            |path: &Path| fields.get(&step.key).is_none_or(|all| all.iter().any(|field| field.is_prefix_of(path)));
        let mut changes = step.changes.iter().filter(|change| is_wanted(&change.path)).peekable();
        if fields.contains_key(&step.key) && changes.peek().is_none() {
            continue;
        }
        let reason = match changes.next() {
            Some(change) => format!("a file cannot state `{}` as the portal has it", change.path),
            None => "a plan with this file would still update it".to_owned(),
        };
        reasons.entry(step.key.clone()).or_insert(reason);
    }
    reasons
}
