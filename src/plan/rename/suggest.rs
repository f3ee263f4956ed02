//! Removed and added members that look like a rename.

use crate::ground::path::Path;
use crate::kind::RenamableSection;
use crate::model::Model;
use crate::plan::step::{Change, Plan, Suggestion};

/// Returns a suggestion for each member with stored values that a plan removes while it adds one of the same shape to the
/// same resource, if each is the only one of that shape.
pub(crate) fn suggestions(plan: &Plan, model: &Model) -> Vec<Suggestion> {
    let mut found = Vec::new();
    for step in &plan.steps {
        for member in step.key.kind.renames.members.iter().filter(|member| !member.shape.is_empty()) {
            let section = Path::from_keys(member.section);
            let of_section =
                |change: &&Change| section.is_prefix_of(&change.path) && change.path.0.len() == section.0.len() + 1;
            let changes = || step.changes.iter().filter(of_section);
            let removed: Vec<&Change> = changes().filter(|change| change.new.is_none()).collect();
            let added: Vec<&Change> = changes().filter(|change| change.old.is_none()).collect();
            for old in &removed {
                let fitting = |change: &&&Change| has_same_shape(member, old, change);
                let mut candidates = added.iter().filter(fitting);
                let (Some(new), None) = (candidates.next(), candidates.next()) else { continue };
                if removed.iter().filter(|other| has_same_shape(member, other, new)).count() != 1 {
                    continue;
                }
                let declarations = model.of(&step.key);
                let Some(of_file) = declarations.iter().find(|one| new.path.find(&one.body).is_some()) else {
                    continue;
                };
                found.push(Suggestion {
                    key: step.key.clone(),
                    path: new.path.clone(),
                    old: old.path.last_key().unwrap_or_default().to_owned(),
                    declared: of_file.key_location(&new.path),
                });
            }
        }
    }
    found
}

fn has_same_shape(member: &RenamableSection, old: &Change, new: &Change) -> bool {
    let field = |change: &Change, name: &str| {
        change.old.as_ref().or(change.new.as_ref()).and_then(|one| one.get(name).cloned())
    };
    member.shape.iter().all(|name| field(old, name) == field(new, name))
}
