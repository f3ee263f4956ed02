//! Building a plan from a model and a portal's resources.

use crate::ground::path::Path;
use crate::kind::{KINDS, Key, Kind, Resources as _};
use crate::model::{Bodies, Claim, Desired, Model};
use crate::plan::classify::{self, Classifier};
use crate::plan::diff::diff;
use crate::plan::inputs::Inputs;
use crate::plan::live::Live;
use crate::plan::mask::Mask;
use crate::plan::normalize::normalize;
use crate::plan::order::{OrderedWrite, Task, order, resource};
use crate::plan::secrets;
use crate::plan::step::{Action, Change, Danger, Plan, Reason, Step};
use crate::plan::step_body::{Goal, keeps, step_body};
use crate::plan::write::{Recreation, Write};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Returns the plan that makes a portal match a model. The fields that Port never returns are written in new resources, and
/// in those with an address in `write_secrets`.
///
/// An addition to a resource that the portal does not have makes no step. A rule reports it.
pub fn build(inputs: &Inputs<'_>) -> Plan {
    let Inputs { model, live, after, hidden, write_secrets, base } = *inputs;
    let desired = model.desired();
    let is_declared = |key: &Key| {
        desired.get(key).is_some_and(|wanted| wanted.is_declared)
            || model.removals.iter().any(|removal| removal.key == *key)
    };
    let is_unmanaged = |(key, body): &(&Key, &Value)| !is_declared(key) && (key.kind.managed_by)(body).is_none();
    let unmanaged = live.iter().filter(is_unmanaged).map(|(key, _)| key.clone()).collect();
    let mut plan = Plan { unmanaged, ..Plan::default() };
    let mut tasks = Vec::new();
    let mut settled = Vec::new();
    for wanted in in_kind_order(desired.values()) {
        let writes_secrets = write_secrets.contains(&wanted.key.to_string());
        match task(wanted, live.get(&wanted.key), after, writes_secrets) {
            Some(task) => tasks.push(task),
            None => settled.push(wanted),
        }
    }
    add_followers(&mut tasks, &mut settled, live, after);
    plan.unchanged = settled.iter().filter(|wanted| wanted.is_declared).count();
    tasks.extend(deletions(model, live));

    // Most plans change nothing, and need no copy of the portal.
    let ordered = if tasks.is_empty() { Vec::new() } else { order(&tasks, &bodies(live), after) };
    let classifier = base.map(|base| Classifier::new(base, model));
    let mut seen: BTreeMap<usize, Value> = BTreeMap::new();
    for write in &ordered {
        let task = &tasks[write.task];
        let wanted = desired.get(&task.key);
        let (mut step, after) = step(task, write, wanted, model, seen.get(&write.task));
        if let Some(classifier) = &classifier {
            classifier.classify(&mut step, task);
        }
        let sensitive = [wanted, classifier.as_ref().and_then(|classifier| classifier.earlier(&task.key))];
        let paths: Vec<Path> = sensitive.iter().flatten().flat_map(|wanted| wanted.sensitive.iter().cloned()).collect();
        let mask = Mask { paths: &paths, secrets: hidden };
        mask.redact(&mut step.changes, &mut step.dangers);
        // The first write of a resource sends them.
        if !seen.contains_key(&write.task) && (step.action == Action::Create || write_secrets.contains(&step.address()))
        {
            secrets::send(&mut step);
        }
        secrets::mark_loss(&mut step);
        secrets::withhold(&mut step);
        seen.insert(write.task, after);
        plan.steps.push(step);
    }
    refuse_deletions(&mut plan, model, live, after);
    if let Some(base) = base {
        classify::complete(&mut plan, base, live);
    }
    plan
}

/// Returns the deletions of removed resources that the portal has.
fn deletions(model: &Model, live: &Live) -> impl Iterator<Item = Task> {
    let removed = model.removals.iter().filter_map(|removal| Some((removal, live.get(&removal.key)?)));
    // Port deletes the others together with what they belong to.
    let removed = removed.filter(|(removal, body)| removal.is_listed || created_with(&removal.key, body).is_none());
    removed.map(|(removal, body)| Task {
        key: removal.key.clone(),
        action: Action::Delete,
        live: Some(body.clone()),
        target: Value::Null,
    })
}

/// Adds to each deletion the resources that still refer to the deleted one. Those that belong to it do not count.
fn refuse_deletions(plan: &mut Plan, model: &Model, live: &Live, after: &Bodies) {
    let mut deletions: BTreeMap<Key, &mut Step> = BTreeMap::new();
    deletions.extend(
        plan.steps.iter_mut().filter(|step| step.action == Action::Delete).map(|step| (step.key.clone(), step)),
    );
    if deletions.is_empty() {
        return;
    }
    for (key, step) in &mut deletions {
        if let Some((kind, identifier)) = live.get(key).and_then(|body| created_with(key, body)) {
            step.refusals.push(format!("Port deletes it only together with {kind}/{identifier}"));
        }
    }
    for (key, body) in live.iter().filter(|(key, _)| model.removals.iter().all(|removal| removal.key != **key)) {
        let body =
            after.existence(key.kind.name, &key.identifier).body().filter(|_| key.parent.is_none()).unwrap_or(body);
        let mut named = BTreeSet::new();
        for reference in key.references(body, after).into_iter().filter(|one| one.role.blocks_deletion()) {
            let Some(to) = resource(&reference.need) else { continue };
            let Some(step) = deletions.get_mut(&to).filter(|_| !key.belongs_to(&to) && named.insert(to.clone())) else {
                continue;
            };
            step.refusals.push(format!("{key} refers to it in `{}`", reference.at));
        }
    }
}

/// Returns the resources that exist once the model is applied: the portal's, with the model's merged into them.
pub fn bodies_after(model: &Model, live: &Live) -> Bodies {
    let (desired, mut bodies) = (model.desired(), Bodies::default());
    let removed: BTreeSet<&Key> = model.removals.iter().map(|removal| &removal.key).collect();
    for (key, body) in live.shared() {
        let Some(wanted) = desired.get(key) else {
            if !removed.contains(key) {
                bodies.insert(key, Arc::clone(body), true);
            }
            continue;
        };
        if !key.kind.declared_renames(&wanted.body).is_empty() {
            bodies.set_current(key, Value::clone(body));
        }
        let goal = goal(wanted);
        // Most bodies stay as they are, and need no copy.
        let is_kept = keeps(key.kind, &goal, body);
        debug_assert!(
            !is_kept || is_same(key.kind, &step_body(key.kind, &goal, Some(body), &[]), body),
            "{key}: {body}"
        );
        let after = match is_kept {
            true => Arc::clone(body),
            false => Arc::new(step_body(key.kind, &goal, Some(body), &[])),
        };
        bodies.insert(key, after, true);
    }
    for (key, wanted) in desired.iter().filter(|(key, _)| !live.contains_key(key)) {
        if exists_later(wanted, &bodies) {
            bodies.insert(key, step_body(key.kind, &goal(wanted), None, &[]), true);
        }
    }
    bodies
}

fn bodies(live: &Live) -> Bodies {
    let mut bodies = Bodies::default();
    for (key, body) in live.shared() {
        bodies.insert(key, Arc::clone(body), true);
    }
    bodies
}

fn goal(wanted: &Desired) -> Goal<'_> {
    Goal { claim: wanted.planned_claim(), desired: &wanted.body, dropped: &wanted.dropped }
}

/// Returns whether a resource that the portal does not have exists once the model is applied: it is created, or it is a
/// part of another that is.
fn exists_later(wanted: &Desired, after: &Bodies) -> bool {
    match created_with(&wanted.key, &wanted.body) {
        Some((kind, identifier)) => after.existence(kind, identifier).body().is_some(),
        None => wanted.key.kind.api.create.is_some() && wanted.planned_claim() == Claim::Full,
    }
}

/// Returns the kind and the identifier of the resource with which Port creates and deletes this one.
fn created_with<'r>(key: &'r Key, body: &'r Value) -> Option<(&'static str, &'r str)> {
    let owner = key.kind.identity.owner.map(|owner| (owner, key.identifier.as_str()));
    owner.or_else(|| (key.kind.created_with)(body))
}

fn in_kind_order<'d>(desired: impl Iterator<Item = &'d Desired>) -> Vec<&'d Desired> {
    let mut all: Vec<_> = desired.collect();
    let place = |wanted: &Desired| KINDS.iter().position(|kind| kind.name == wanted.key.kind.name);
    all.sort_by_key(|wanted| place(wanted));
    all
}

fn task(wanted: &Desired, live: Option<&Value>, after: &Bodies, writes_secrets: bool) -> Option<Task> {
    let key = wanted.key.clone();
    let Some(body) = live else {
        let is_created_here = key.kind.api.create.is_some() && created_with(&key, &wanted.body).is_none();
        let action = if is_created_here { Action::Create } else { Action::Update };
        return exists_later(wanted, after).then(|| Task {
            key,
            action,
            live: None,
            target: Value::clone(&wanted.body),
        });
    };
    let mut body = Cow::Borrowed(body);
    // Port fills it in, and changes of other resources change it.
    if key.kind.placement().is_some_and(|(field, _)| wanted.body.get(field).is_none()) {
        displace(&key, Some(body.to_mut()));
    }
    // `after` has the body that the merge makes of the live one as it is.
    let target = match (&body, after.get(&key)) {
        (Cow::Borrowed(_), Some(merged)) => Cow::Borrowed(merged),
        _ => Cow::Owned(step_body(key.kind, &goal(wanted), Some(&body), &[])),
    };
    let is_kept = matches!(&body, Cow::Borrowed(body) if std::ptr::eq(*body, &*target));
    let is_written = writes_secrets || !(is_kept || is_same(key.kind, &body, &target));
    is_written.then(|| Task { key, action: Action::Update, live: Some(body.into_owned()), target: target.into_owned() })
}

/// Returns whether two bodies have the same meaning.
fn is_same(kind: &Kind, one: &Value, other: &Value) -> bool {
    one == other || normalize(kind, one) == normalize(kind, other)
}

/// Compares each resource that is placed after one that is moved as if it had no place, because Port closes the gap that this
/// leaves. Those that did not differ get a task.
fn add_followers(tasks: &mut Vec<Task>, settled: &mut Vec<&Desired>, live: &Live, after: &Bodies) {
    let mut nth = 0;
    while let Some(task) = tasks.get(nth) {
        nth += 1;
        if !task.live.as_ref().is_some_and(|old| is_moved(task.key.kind, old, &task.target)) {
            continue;
        }
        let leader = task.key.clone();
        for task in tasks.iter_mut().filter(|task| follows(&task.key, &task.target, &leader, after)) {
            displace(&task.key, task.live.as_mut());
        }
        settled.retain(|wanted| {
            let key = wanted.key.clone();
            let mut body = live.get(&key).filter(|_| follows(&key, &wanted.body, &leader, after)).cloned();
            displace(&key, body.as_mut());
            let is_settled = body.is_none();
            tasks.extend(body.map(|body| {
                let target = step_body(key.kind, &goal(wanted), Some(&body), &[]);
                Task { key, action: Action::Update, live: Some(body), target }
            }));
            is_settled
        });
    }
}

/// Returns whether a body places its resource after another.
fn follows(key: &Key, body: &Value, leader: &Key, after: &Bodies) -> bool {
    let Some((field, _)) = key.kind.placement().filter(|(field, _)| body.get(field).is_some()) else { return false };
    let references = key.references(body, after);
    let places = references.iter().filter(|one| one.at == Path::from_keys(&[field]));
    places.filter_map(|one| resource(&one.need)).any(|named| named == *leader)
}

fn displace(key: &Key, body: Option<&mut Value>) {
    if let (Some((field, _)), Some(body)) = (key.kind.placement(), body) {
        Path::from_keys(&[field]).remove(body);
    }
}

/// Returns whether the new body places a resource elsewhere.
fn is_moved(kind: &Kind, old: &Value, new: &Value) -> bool {
    let text = |body: &Value, field: &str| body.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    kind.placement()
        .is_some_and(|(field, within)| [field, within].iter().any(|field| text(old, field) != text(new, field)))
}

/// Returns one step, and the normalized body of the resource after it: null for a deletion.
fn step(
    task: &Task,
    write: &OrderedWrite,
    wanted: Option<&Desired>,
    model: &Model,
    seen: Option<&Value>,
) -> (Step, Value) {
    let kind = task.key.kind;
    let mut step = Step::new(task.key.clone(), task.action, Reason::Removed);
    step.write = Write {
        after: write.after.clone(),
        deferred: write.deferred.clone(),
        recreates: write.recreated.iter().map(|path| Recreation { path: path.clone(), migration: None }).collect(),
        live: task.live.as_ref().map(|body| normalize(kind, body)),
        ..Write::default()
    };
    let Some(wanted) = wanted.filter(|_| task.action != Action::Delete) else {
        let after = delete(&mut step, task.live.as_ref(), model, seen);
        return (step, after);
    };
    step.declared = wanted.declared.clone();
    step.write.desired = Value::clone(&wanted.body);
    step.write.claim = wanted.planned_claim();
    step.write.dropped.clone_from(&wanted.dropped);
    let after = match write.deferred[..] {
        [] => normalize(kind, &task.target),
        _ => step.write.settle(kind, task.live.as_ref()).into_normalized(),
    };
    let nothing = Value::Object(serde_json::Map::new());
    let before = seen.or(step.write.live.as_ref()).unwrap_or(&nothing);
    step.changes = diff(kind, before, &after);
    step.reason = match (seen, task.action) {
        (Some(_), _) => Reason::Completes,
        (None, Action::Create) => Reason::Missing,
        (None, _) => Reason::Differs,
    };
    if seen.is_some() {
        step.action = Action::Update;
    }
    if task.live.is_some() {
        step.dangers = mark_dangers(kind, &mut step.changes);
    }
    (step, after)
}

/// Makes a step delete its resource, or detach it from a cycle first.
fn delete(step: &mut Step, live: Option<&Value>, model: &Model, seen: Option<&Value>) -> Value {
    for removal in model.removals.iter().filter(|removal| removal.key == step.key) {
        step.reason = if removal.is_listed { Reason::Removed } else { Reason::Undeclared };
        step.declared.push(removal.declared.clone());
    }
    if !step.write.deferred.is_empty() {
        return detach(step, live, seen);
    }
    let kind = step.key.kind;
    let manager = live.and_then(|live| (kind.managed_by)(live));
    step.refusals.extend(manager.map(|manager| format!("it is managed by `{manager}`, and must be deleted there")));
    step.dangers.push(Danger::of_deletion(kind));
    Value::Null
}

/// Makes a step remove the members that it defers and keep all others. Its data is lost by the deletion that follows.
fn detach(step: &mut Step, live: Option<&Value>, seen: Option<&Value>) -> Value {
    let kind = step.key.kind;
    step.action = Action::Update;
    step.reason = Reason::Detaches;
    step.write.desired = Value::Object(serde_json::Map::new());
    let after = step.write.settle(kind, live).into_normalized();
    step.changes = seen.or(step.write.live.as_ref()).map_or_else(Vec::new, |before| diff(kind, before, &after));
    after
}

/// Sets the danger of each change, and returns all of them.
pub(in crate::plan) fn mark_dangers(kind: &Kind, changes: &mut [Change]) -> Vec<Danger> {
    let mut dangers = Vec::new();
    for change in changes {
        let loss = (kind.danger)(&change.path, change.old.as_ref(), change.new.as_ref());
        change.danger = loss.map(|loss| loss.message);
        dangers.extend(change.danger.clone().map(|message| Danger::new(change.path.clone(), message)));
    }
    dangers
}

#[cfg(test)]
mod tests;
