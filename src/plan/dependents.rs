//! What uses something that a plan removes, and is not in the files: it stays, and Port shows nothing or an error there.

use std::collections::{BTreeMap, BTreeSet};

use crate::ground::path::Path;
use crate::kind::{Key, Requirement, Role};
use crate::model::{Bodies, Model};
use crate::plan::live::Live;
use crate::plan::order::resource;
use crate::plan::step::{Action, Plan, Step};
use crate::plan::uses::unstated_uses;

/// Something that a step removes.
enum Removed<'s> {
    /// The resource of the step.
    Resource(&'s Key),
    /// A member of it: its section and its name.
    Member(&'s Key, &'static [&'static str], &'s str),
}

/// Whether a plan removes something that others may use.
pub(crate) fn removes_something(plan: &Plan) -> bool {
    plan.steps.iter().any(|step| !removed(step).is_empty())
}

/// Adds a note to each step that removes something which stays in use. `after` are the resources once the plan is applied, and
/// `others` those that the plan is not about.
pub(crate) fn note_dependents(plan: &mut Plan, model: &Model, after: &Bodies, others: &Live) {
    // For each step: the places in which a resource uses what the step removes, and whether a file declares the resource.
    let mut found: Vec<BTreeMap<(Key, bool, String), BTreeSet<Path>>> = vec![BTreeMap::new(); plan.steps.len()];
    let all: Vec<(usize, Removed<'_>)> = plan
        .steps
        .iter()
        .enumerate()
        .flat_map(|(nth, step)| removed(step).into_iter().map(move |one| (nth, one)))
        .collect();
    if all.is_empty() {
        return;
    }
    for used in unstated_uses(model, after, others) {
        let role = used.reference.as_ref().map(|reference| reference.role);
        // Port removes a member from permissions itself, and deletes the pages that it made of a blueprint together with it.
        let is_permission = matches!(role, Some(Role::PermissionOwner | Role::PermissionProperty));
        if is_permission || (used.key.kind.is_default)(&used.key.identifier, used.body) {
            continue;
        }
        // What blocks a deletion is a refusal.
        let blocks = role.is_some_and(Role::blocks_deletion);
        let named = all.iter().filter_map(|(nth, one)| Some((nth, one.named_by(&used.key, &used.need, blocks)?)));
        for (nth, name) in named {
            let places = found[*nth].entry((used.key.clone(), used.is_declared, name.to_owned())).or_default();
            places.insert(used.at.clone());
        }
    }
    for (step, notes) in plan.steps.iter_mut().zip(found) {
        step.notes.extend(notes.iter().map(|((key, is_declared, name), places)| note(key, places, name, *is_declared)));
    }
}

/// Returns what a step removes.
fn removed(step: &Step) -> Vec<Removed<'_>> {
    if step.action == Action::Delete {
        return vec![Removed::Resource(&step.key)];
    }
    let members = step.changes.iter().filter(|change| change.old.is_some() && change.new.is_none());
    let member = |path: &'_ Path| {
        let is_section =
            |section: &&&[&str]| path.0.len() == section.len() + 1 && Path::from_keys(section).is_prefix_of(path);
        step.key.kind.members.iter().find(is_section).copied()
    };
    members
        .filter_map(|change| Some(Removed::Member(&step.key, member(&change.path)?, change.path.last_key()?)))
        .collect()
}

impl Removed<'_> {
    /// Returns its name if it is what a resource needs.
    fn named_by(&self, by: &Key, need: &Requirement, blocks: bool) -> Option<&str> {
        match self {
            Self::Resource(key) => {
                let is_it = !blocks && !by.belongs_to(key) && resource(need).as_ref() == Some(key);
                is_it.then_some(&*key.identifier)
            }
            Self::Member(key, section, name) => need.is_member(&key.identifier, section, name).then_some(name),
        }
    }
}

fn note(key: &Key, places: &BTreeSet<Path>, name: &str, is_declared: bool) -> String {
    let places: Vec<String> = places.iter().map(|at| format!("`{at}`")).collect();
    let places = places.join(", ");
    match is_declared {
        true => format!("{key} still uses `{name}` in {places}, which its files do not state"),
        false => format!("{key} still uses `{name}` in {places}, and no file declares it"),
    }
}
