//! The plan that undoes another one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::ground::path::{Path, Segment};
use crate::kind::treatment::Treatment;
use crate::kind::{Kind, Update};
use crate::model::{Claim, Dropped};
use crate::plan::build::mark_dangers;
use crate::plan::diff::diff;
use crate::plan::live::Live;
use crate::plan::mask::REDACTED;
use crate::plan::normalize::normalize;
use crate::plan::rename::Rename;
use crate::plan::step::{Action, Change, Danger, Plan, Reason, Step, Warning};
use crate::plan::step_body::Deferral;
use crate::plan::write::{Recreation, Write};

/// What a plan is undone from.
pub(crate) struct UndoInput<'u> {
    pub plan: &'u Plan,
    /// The steps that are not applied.
    pub left_out: &'u BTreeSet<usize>,
    /// The portal's resources before the plan is applied.
    pub live: &'u Live,
    /// The values that are redacted in what the new plan shows.
    pub secrets: &'u [&'u str],
}

/// Returns the plan that restores what the steps of a plan change. Its warnings say what cannot be undone.
pub(crate) fn undo(input: &UndoInput<'_>) -> Plan {
    let UndoInput { plan, left_out, .. } = *input;
    let mut undone = Plan::default();
    // The step of the new plan that undoes each step.
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    for (nth, step) in plan.steps.iter().enumerate().rev().filter(|(nth, _)| !left_out.contains(nth)) {
        let lost = step.dangers.iter().map(|danger| format!("{}: what is lost does not come back", danger.message));
        undone.warnings.extend(lost.map(|message| Warning { key: step.key.clone(), message }));
        let mut opposite = match opposite(input, step) {
            Ok(Some(opposite)) => opposite,
            Ok(None) => continue,
            Err(reason) => {
                undone.warnings.push(Warning { key: step.key.clone(), message: reason });
                continue;
            }
        };
        let dependents = plan.steps.iter().enumerate().filter(|(_, other)| other.write.after.contains(&nth));
        opposite.write.after = dependents.filter_map(|(other, _)| places.get(&other).copied()).collect();
        opposite.write.after.sort_unstable();
        places.insert(nth, undone.steps.len());
        undone.steps.push(opposite);
    }
    undone
}

/// Returns the step that undoes a step; none if another one undoes it too. An error says why it cannot be undone.
fn opposite(input: &UndoInput<'_>, step: &Step) -> Result<Option<Step>, String> {
    let kind = step.key.kind;
    match (step.action, input.live.get(&step.key)) {
        (Action::Create, _) if !kind.api.deletes => Err(format!("Port does not delete a {}", kind.name)),
        (Action::Create, _) => Ok(Some(deletion(step, input.secrets))),
        (Action::Delete, _) if kind.api.create.is_none() => Err(format!("Port does not create a {}", kind.name)),
        (Action::Delete, Some(live)) => Ok(Some(creation(input, step, live))),
        (Action::Rename, _) => Ok(step.write.rename.as_ref().map(|rename| renaming(step, rename))),
        // Port creates and deletes the resource together with another one, whose creation is undone.
        (Action::Update, None) if step.reason != Reason::Completes => Ok(None),
        (Action::Update, live) => Ok(restoration(step, live, input.secrets)),
        (Action::Delete, None) => Ok(None),
    }
}

fn step_of(step: &Step, action: Action) -> Step {
    Step { declared: step.declared.clone(), ..Step::new(step.key.clone(), action, Reason::Undoes) }
}

fn deletion(created: &Step, secrets: &[&str]) -> Step {
    let (kind, after) = (created.key.kind, body_after(created));
    Step {
        changes: units(kind, &created.changes, None)
            .into_iter()
            .filter_map(|unit| inverse((created, &after), unit, secrets))
            .collect(),
        dangers: vec![Danger::of_deletion(kind)],
        // Whatever was added to it since is not a part of this plan.
        entities: kind.has_entities.then_some(0),
        ..step_of(created, Action::Delete)
    }
}

fn creation(input: &UndoInput<'_>, deleted: &Step, live: &Value) -> Step {
    let kind = deleted.key.kind;
    let mut desired = kind.without_server_owned(live);
    // Members that were removed before the deletion come back in a step of their own, when what they refer to is there again.
    let detached = input.plan.steps.iter().filter(|one| one.key == deleted.key && one.reason == Reason::Detaches);
    for deferral in detached.flat_map(|step| &step.write.deferred) {
        if let Deferral::Removed(path) = deferral {
            path.remove(&mut desired);
        }
    }
    (kind.tidy)(&mut desired);
    let mut changes = diff(kind, &Value::Object(Map::new()), &normalize(kind, &desired));
    changes.iter_mut().for_each(|change| hide(change, input.secrets));
    Step { changes, write: Write { desired, ..Write::default() }, ..step_of(deleted, Action::Create) }
}

fn renaming(renamed: &Step, rename: &Rename) -> Step {
    let back =
        Rename { key: rename.old_key(), member: rename.member, old: rename.new.clone(), new: rename.old.clone() };
    Step {
        write: Write { rename: Some(back.clone()), ..Write::default() },
        ..Step { key: back.key, ..step_of(renamed, Action::Rename) }
    }
}

/// Returns the step that restores the fields that an update changes; none if it changes nothing that the portal shows.
fn restoration(updated: &Step, live: Option<&Value>, secrets: &[&str]) -> Option<Step> {
    let kind = updated.key.kind;
    let (mut desired, mut dropped) = (Value::Object(Map::new()), Vec::new());
    let mut step = step_of(updated, Action::Update);
    let after = body_after(updated);
    for unit in units(kind, &updated.changes, live) {
        match live.and_then(|live| unit.find(live)) {
            Some(value) => unit.put(&mut desired, value.clone()),
            None => match removal(kind, &unit, &after) {
                Some(part) => dropped.push(part),
                None => {
                    step.notes.push(format!("`{unit}` stays: Port does not remove it from a {}", kind.name));
                    continue;
                }
            },
        }
        step.changes.extend(inverse((updated, &after), unit, secrets));
    }
    if step.changes.is_empty() {
        return None;
    }
    step.dangers = mark_dangers(kind, &mut step.changes);
    let again = |one: &Recreation| Recreation { path: one.path.clone(), migration: None };
    let recreates = updated.write.recreates.iter().map(again).collect();
    step.write = Write { desired, dropped, recreates, ..Write::default() };
    Some(step)
}

/// Returns how Port removes a unit that a step adds; `None` if it does not.
fn removal(kind: &Kind, unit: &Path, after: &Value) -> Option<Dropped> {
    let takes_null = unit.0.len() == 1 || kind.treats(unit, Treatment::EmptyIsAbsent);
    let removes = takes_null || !matches!(kind.api.update, Update::Merge(_));
    Dropped::of(kind, unit, unit.find(after)?).filter(|_| removes)
}

/// Returns the normalized body that a resource has after a step.
fn body_after(step: &Step) -> Value {
    step.write.settle(step.key.kind, step.write.live.as_ref()).into_normalized()
}

/// Returns the change back of a unit, from the normalized body after the step. Its values are redacted if they have one of the secrets.
fn inverse((step, after): (&Step, &Value), unit: Path, secrets: &[&str]) -> Option<Change> {
    let old = unit.find(after).cloned();
    let new = step.write.live.as_ref().and_then(|live| unit.find(live)).cloned();
    if old == new {
        return None;
    }
    let sensitive = step.changes.iter().any(|change| change.sensitive && unit.is_prefix_of(&change.path));
    let mut change = Change { sensitive, ..Change::new(unit, old, new) };
    hide(&mut change, secrets);
    Some(change)
}

/// Redacts both sides of a change if it is sensitive or one of them has a secret.
fn hide(change: &mut Change, secrets: &[&str]) {
    let has_secret = |value: &Value| {
        let text = value.to_string();
        secrets.iter().any(|secret| text.contains(secret))
    };
    change.sensitive |= [&change.old, &change.new].into_iter().flatten().any(has_secret);
    for value in [&mut change.old, &mut change.new].into_iter().flatten().filter(|_| change.sensitive) {
        *value = Value::from(REDACTED);
    }
}

/// Returns the parts of a body that are restored as a whole: members, and other fields down to the first list. In normalized
/// bodies, some lists are maps.
fn units(kind: &Kind, changes: &[Change], live: Option<&Value>) -> BTreeSet<Path> {
    let unit = |change: &Change| {
        let member = kind.members.iter().find(|section| Path::from_keys(section).is_prefix_of(&change.path));
        match member {
            Some(section) => change.path.first(section.len() + 1),
            None => {
                let is_list = |depth: &usize| {
                    let at = change.path.first(*depth);
                    kind.keyed_by(&at).is_some() || live.is_some_and(|live| at.find(live).is_some_and(Value::is_array))
                };
                let keys = change.path.0.iter().take_while(|segment| matches!(segment, Segment::Key(_))).count();
                change.path.first((1..keys).find(is_list).unwrap_or(keys))
            }
        }
    };
    let units: BTreeSet<Path> = changes.iter().map(unit).collect();
    let is_inside = |path: &Path| units.iter().any(|other| other != path && other.is_prefix_of(path));
    units.iter().filter(|path| !is_inside(path)).cloned().collect()
}

/// What the other steps of a plan do with the resource of a step.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Others {
    Nothing,
    /// An earlier one creates it.
    Create,
    /// A later one deletes it.
    Delete,
}

/// Prepares a step of such a plan for the body that the portal has now. An error says what somebody changed since.
pub(crate) fn prepare(step: &mut Step, now: Option<&Value>, others: Others) -> Result<(), String> {
    let kind = step.key.kind;
    match (step.action, now) {
        // It only adds what the creation left out.
        (Action::Update, None) if others == Others::Create => {
            step.reason = Reason::Completes;
            step.write.claim = Claim::Addition;
        }
        // It was not deleted after all, or somebody has created it again: it stays as it is.
        (Action::Create, Some(now)) => {
            step.action = Action::Update;
            step.changes.clear();
            step.write.desired = now.clone();
        }
        // It is gone already, as the plan wants it to be in the end.
        (Action::Update, None) if others == Others::Delete => {
            step.action = Action::Delete;
            step.changes.clear();
            step.dangers.clear();
        }
        (Action::Update, None) => return Err("was deleted or renamed in the portal".to_owned()),
        (Action::Update, Some(now)) => {
            let (mut desired, normal) = (now.clone(), normalize(kind, now));
            for change in &step.changes {
                let found = change.path.find(&normal);
                if !change.sensitive && found != change.old.as_ref() && found != change.new.as_ref() {
                    return Err(format!("changed in the portal at `{}`", change.path));
                }
                if let Some(value) = change.path.find(&step.write.desired) {
                    change.path.put(&mut desired, value.clone());
                }
            }
            step.write.dropped.iter().for_each(|part| part.remove_from(&mut desired));
            (kind.tidy)(&mut desired);
            step.write.desired = desired;
        }
        (Action::Delete, Some(now)) => {
            let normal = normalize(kind, now);
            let is_other = |change: &&Change| !change.sensitive && change.path.find(&normal) != change.old.as_ref();
            if let Some(change) = step.changes.iter().find(is_other) {
                return Err(format!("changed in the portal at `{}`", change.path));
            }
        }
        (Action::Create | Action::Delete, None) | (Action::Rename, _) => {}
    }
    step.write.live = now.map(|now| normalize(kind, now));
    Ok(())
}
