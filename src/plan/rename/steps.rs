//! The steps of renames, and what a plan says about them.

use std::collections::BTreeSet;

use crate::ground::path::Path;
use crate::kind::Key;
use crate::kind::previous_name::DeclaredRename;
use crate::model::{Bodies, Model};
use crate::plan::live::Live;
use crate::plan::order::resource;
use crate::plan::rename::pending::{PlannedRename, has_renames, recreated};
use crate::plan::rename::stale_references::stale_references;
use crate::plan::rename::suggest::suggestions;
use crate::plan::step::{Action, Plan, Reason, Step};
use crate::plan::write::Write;

/// Adds the renames to a plan that was made for the portal after them: their steps come first. `live` are the portal's
/// resources after them that the plan is about.
pub(crate) fn add_steps(plan: &mut Plan, model: &Model, renames: &[PlannedRename], after: &Bodies, live: &Live) {
    if has_renames(model) {
        keep_computed(plan, model, live);
    }
    plan.suggestions = suggestions(plan, model);
    if renames.is_empty() {
        return;
    }
    let count = renames.len();
    for step in &mut plan.steps {
        for before in &mut step.write.after {
            *before += count;
        }
        let body = if step.write.desired.is_null() { step.write.live.as_ref() } else { Some(&step.write.desired) };
        let mut used: BTreeSet<Key> = BTreeSet::from([step.key.clone()]);
        used.extend(
            body.into_iter().flat_map(|body| step.key.references(body, after)).filter_map(|one| resource(&one.need)),
        );
        let needs = |planned: &&PlannedRename| {
            let key = &planned.rename.key;
            used.contains(key) || step.key.belongs_to(key) || step.key.is_owned_by(key)
        };
        let needed: Vec<usize> = (0..count).filter(|nth| needs(&&renames[*nth])).collect();
        step.write.after.splice(0..0, needed);
    }
    let steps = renames.iter().enumerate().map(|(nth, planned)| step(nth, planned, renames, model));
    plan.steps.splice(0..0, steps);
}

/// Adds a warning for each reference to an old name that stays after the renames of a plan. `others` are the portal's resources
/// that the plan is not about.
pub(crate) fn warn(plan: &mut Plan, model: &Model, renames: &[PlannedRename], after: &Bodies, others: &Live) {
    let is_planned = |planned: &&PlannedRename| {
        let is_it = |step: &Step| step.action == Action::Rename && step.key == planned.rename.key;
        plan.steps.iter().any(is_it)
    };
    let planned: Vec<PlannedRename> = renames.iter().filter(is_planned).cloned().collect();
    if !planned.is_empty() {
        plan.warnings.extend(stale_references(model, &planned, after, others));
    }
}

fn step(nth: usize, planned: &PlannedRename, renames: &[PlannedRename], model: &Model) -> Step {
    let rename = &planned.rename;
    let is_same = |stated: &DeclaredRename<'_>| {
        stated.new == rename.new && stated.member.map(|one| one.section) == rename.member.map(|one| one.section)
    };
    let of_file = model.of(&rename.key).into_iter().filter_map(|one| {
        let stated = one.kind.declared_renames(&one.body).into_iter().find(is_same)?;
        Some(one.key_location(&stated.path()))
    });
    let mut updated: Vec<String> = planned.updated.iter().map(|(key, path)| format!("`{path}` of {key}")).collect();
    updated.dedup();
    Step {
        declared: of_file.collect(),
        notes: updated.into_iter().map(|one| format!("Port also updates {one}")).collect(),
        write: Write {
            after: (0..nth).filter(|before| renames[*before].rename.key == rename.key).collect(),
            rename: Some(rename.clone()),
            live: Some(planned.live.clone()),
            ..Write::default()
        },
        ..Step::new(rename.key.clone(), Action::Rename, Reason::Renamed)
    }
}

/// Removes the dangers of members that are created again by another name and lose nothing.
fn keep_computed(plan: &mut Plan, model: &Model, live: &Live) {
    for (key, old, new) in recreated(model.desired(), live) {
        let is_it = |path: &Path| *path == old;
        for step in plan.steps.iter_mut().filter(|step| step.key == key) {
            let Some(change) = step.changes.iter_mut().find(|change| is_it(&change.path) && change.new.is_none())
            else {
                continue;
            };
            change.danger = None;
            step.dangers.retain(|danger| !is_it(&danger.path));
            let new = new.last_key().unwrap_or_default();
            step.notes.push(format!(
                "`{}` is recreated as `{new}`: Port cannot rename it, but computes its values, so nothing is lost",
                old.last_key().unwrap_or_default()
            ));
        }
    }
}
