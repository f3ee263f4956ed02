//! From a model and what a portal holds to a plan.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::kind::shape::Shape;
use crate::kind::{KINDS, Key};
use crate::model::{Bodies, Claim, Desired, Model};
use crate::plan::diff::diff;
use crate::plan::mask::Mask;
use crate::plan::normalize::normalize;
use crate::plan::order::{OrderedWrite, Task, order};
use crate::plan::step::{Action, Danger, Plan, Reason, Step};
use crate::plan::step_body::step_body;

/// What a portal holds.
pub type Live = BTreeMap<Key, Value>;

/// The plan that brings `live` to what `model` says; `after` is the [`world`] of the two. Values in `secrets` do not show
/// in its changes.
///
/// An addition to a resource that the portal lacks makes no step; that is for a rule to report.
pub fn build(model: &Model, live: &Live, after: &Bodies, secrets: &[&str]) -> Plan {
    let shapes = KindShapes::new();
    let desired = model.desired();
    let spoken_of = |key: &Key| desired.contains_key(key) || model.removals.iter().any(|removal| removal.key == *key);
    let mut plan = Plan { foreign: live.keys().filter(|key| !spoken_of(key)).count(), ..Plan::default() };
    let mut tasks = Vec::new();
    for wanted in in_kind_order(desired.values()) {
        match task(wanted, live.get(&wanted.key), &shapes) {
            Some(task) => tasks.push(task),
            None => plan.unchanged += 1,
        }
    }
    let gone = model.removals.iter().filter_map(|removal| Some((&removal.key, live.get(&removal.key)?)));
    tasks.extend(gone.map(|(key, body)| Task {
        key: key.clone(),
        action: Action::Delete,
        live: Some(body.clone()),
        target: Value::Null,
    }));

    let ordered = order(&tasks, &bodies(live), after);
    let mut seen: BTreeMap<usize, Value> = BTreeMap::new();
    for write in &ordered {
        let task = &tasks[write.task];
        let wanted = desired.get(&task.key);
        let (mut step, after) = step(task, write, wanted, model, &shapes, seen.get(&write.task));
        let mask = Mask { paths: wanted.map_or(&[], |wanted| &wanted.sensitive), secrets };
        mask.hide(&mut step.changes);
        seen.insert(write.task, after);
        plan.steps.push(step);
    }
    plan
}

/// Everything that will be there when the model is applied: the portal's resources, with the model's laid over them.
pub fn world(model: &Model, live: &Live) -> Bodies {
    let shapes = KindShapes::new();
    let mut bodies = bodies(live);
    for removal in &model.removals {
        bodies.remove(&removal.key);
    }
    for wanted in model.desired().values() {
        let body = live.get(&wanted.key);
        if body.is_none() && claim_of(wanted) == Claim::Addition {
            continue;
        }
        let target = step_body(wanted.key.kind, claim_of(wanted), shapes.get(&wanted.key), body, &wanted.body, &[]);
        bodies.insert(&wanted.key, target, true);
    }
    bodies
}

fn bodies(live: &Live) -> Bodies {
    let mut bodies = Bodies::default();
    for (key, body) in live {
        bodies.insert(key, body.clone(), true);
    }
    bodies
}

/// Nobody owns the whole of what Port made itself.
fn claim_of(wanted: &Desired) -> Claim {
    if wanted.key.is_system() { Claim::Addition } else { wanted.claim }
}

fn in_kind_order<'d>(desired: impl Iterator<Item = &'d Desired>) -> Vec<&'d Desired> {
    let mut all: Vec<_> = desired.collect();
    let place = |wanted: &Desired| KINDS.iter().position(|kind| kind.name == wanted.key.kind.name);
    all.sort_by_key(|wanted| place(wanted));
    all
}

fn task(wanted: &Desired, live: Option<&Value>, shapes: &KindShapes) -> Option<Task> {
    let key = wanted.key.clone();
    let Some(body) = live else {
        let creates = claim_of(wanted) == Claim::Whole;
        return creates.then(|| Task { key, action: Action::Create, live: None, target: wanted.body.clone() });
    };
    let target = step_body(key.kind, claim_of(wanted), shapes.get(&key), live, &wanted.body, &[]);
    let differs = normalize(key.kind, body) != normalize(key.kind, &target);
    differs.then(|| Task { key, action: Action::Update, live: Some(body.clone()), target })
}

/// One step, and the normalized body that the resource has after it; null for a deletion.
fn step(
    task: &Task,
    write: &OrderedWrite,
    wanted: Option<&Desired>,
    model: &Model,
    shapes: &KindShapes,
    seen: Option<&Value>,
) -> (Step, Value) {
    let kind = task.key.kind;
    let live = task.live.as_ref().map(|body| normalize(kind, body));
    let mut step = Step {
        key: task.key.clone(),
        action: task.action,
        reason: Reason::Removed,
        changes: Vec::new(),
        dangers: Vec::new(),
        entities: None,
        declared: Vec::new(),
        after: write.after.clone(),
        desired: Value::Null,
        claim: Claim::Whole,
        deferred: write.deferred.clone(),
        live,
    };
    let Some(wanted) = wanted.filter(|_| task.action != Action::Delete) else {
        let named = model.removals.iter().filter(|removal| removal.key == task.key);
        step.declared = named.map(|removal| removal.declared.clone()).collect();
        step.dangers.push(Danger {
            path: crate::ground::path::Path::root(),
            message: format!("deletes the {} and all that hangs on it", kind.name),
        });
        return (step, Value::Null);
    };
    step.declared = wanted.declared.clone();
    step.desired = wanted.body.clone();
    step.claim = claim_of(wanted);
    let body = step_body(kind, step.claim, shapes.get(&task.key), task.live.as_ref(), &wanted.body, &write.deferred);
    let after = normalize(kind, &body);
    let nothing = Value::Object(serde_json::Map::new());
    let before = seen.or(step.live.as_ref()).unwrap_or(&nothing);
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
        for change in &mut step.changes {
            change.danger = (kind.danger)(&change.path, change.old.as_ref(), change.new.as_ref());
        }
    }
    let dangers = step
        .changes
        .iter()
        .filter_map(|change| change.danger.clone().map(|message| Danger { path: change.path.clone(), message }));
    step.dangers = dangers.collect();
    (step, after)
}

/// The shapes of all kinds, each parsed once.
#[derive(Debug)]
pub struct KindShapes(BTreeMap<&'static str, Shape>);

impl KindShapes {
    /// The shapes of all kinds.
    pub fn new() -> Self {
        let parse = |kind: &crate::kind::Kind| Shape::parse(kind.schema).expect("a test reads every schema");
        Self(KINDS.iter().map(|kind| (kind.name, parse(kind))).collect())
    }

    /// The shape of a key's kind.
    pub fn get(&self, key: &Key) -> &Shape {
        &self.0[key.kind.name]
    }
}

impl Default for KindShapes {
    fn default() -> Self {
        Self::new()
    }
}
