//! The order of a plan, from what bodies refer to.
//!
//! Creates and updates follow references, deletes go against them. A member of a blueprint that refers to something
//! which does not exist yet is held until it does; that is how cycles are broken.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::{Key, Need, Reference, World};
use crate::plan::diff::diff;
use crate::plan::normalize::normalize;
use crate::plan::schedule::{Atom, Write, schedule};
use crate::plan::step::{Action, Change, Deferral};

/// One resource that something has to be done with.
#[derive(Clone, Debug)]
pub struct Task {
    /// The resource.
    pub key: Key,
    /// What to do.
    pub action: Action,
    /// The body in the portal; none for a create.
    pub live: Option<Value>,
    /// The body that it should have in the end; null for a delete.
    pub target: Value,
}

/// One write of one of the works.
#[derive(Clone, Debug)]
pub struct OrderedWrite {
    /// Which of the works.
    pub task: usize,
    /// What it leaves for a later write of the same resource.
    pub deferred: Vec<Deferral>,
    /// The writes before it that it relies on.
    pub after: Vec<usize>,
}

/// What one atom does to its resource.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// All that has no name of its own.
    Rest,
    /// Brings a member to what it should be.
    Member(Path),
    /// Takes a member out so that it can be made anew.
    Out(Path),
}

/// The writes for these works, in order. `before` is what exists now, `after` what will.
pub fn order(tasks: &[Task], before: &dyn World, after: &dyn World) -> Vec<OrderedWrite> {
    let mut atoms = Atoms::default();
    for (unit, task) in tasks.iter().enumerate() {
        atoms.add_task(unit, task);
    }
    atoms.need_what_is_referred_to(tasks, after);
    atoms.need_what_referred_before(tasks, before);
    atoms.writes(&schedule(&atoms.atoms, tasks.len()))
}

#[derive(Default)]
struct Atoms {
    atoms: Vec<Atom>,
    parts: Vec<Part>,
    /// The atom that brings about each part that did not exist before.
    makes: BTreeMap<(Key, Path), usize>,
    /// The atom that ends each part that exists now.
    ends: BTreeMap<(Key, Path), usize>,
    /// The atom that each part is in, of works that write.
    within: BTreeMap<(Key, Path), usize>,
}

impl Atoms {
    fn push(&mut self, unit: usize, part: Part) -> usize {
        self.atoms.push(Atom { unit, ..Atom::default() });
        self.parts.push(part);
        self.atoms.len() - 1
    }

    fn add_task(&mut self, unit: usize, task: &Task) {
        let rest = self.push(unit, Part::Rest);
        let at = |path: Path| (task.key.clone(), path);
        self.within.insert(at(Path::root()), rest);
        match task.action {
            Action::Create => {
                self.makes.insert(at(Path::root()), rest);
                for path in members(&task.key, &task.target) {
                    let atom = self.push(unit, Part::Member(path.clone()));
                    self.atoms[atom].needs.insert(rest);
                    self.makes.insert(at(path.clone()), atom);
                    self.within.insert(at(path), atom);
                }
            }
            Action::Delete => {
                self.ends.insert(at(Path::root()), rest);
                for path in task.live.iter().flat_map(|live| members(&task.key, live)) {
                    self.ends.insert(at(path.clone()), rest);
                    self.within.insert(at(path), rest);
                }
            }
            Action::Update => self.add_update(unit, task),
        }
    }

    fn add_update(&mut self, unit: usize, task: &Task) {
        let kind = task.key.kind;
        let live = task.live.as_ref().unwrap_or(&Value::Null);
        let changes = diff(kind, &normalize(kind, live), &normalize(kind, &task.target));
        let mut touched: BTreeMap<Path, Vec<&Change>> = BTreeMap::new();
        for change in &changes {
            if let Some(member) = member_of(&task.key, &change.path) {
                touched.entry(member).or_default().push(change);
            }
        }
        for (path, changes) in touched {
            let at = (task.key.clone(), path.clone());
            let existed = path.find(live).is_some();
            let stays = path.find(&task.target).is_some();
            let remade = existed
                && stays
                && changes.iter().any(|change| {
                    change.path != path && (kind.remakes)(&change.path, change.old.as_ref(), change.new.as_ref())
                });
            let out = remade.then(|| self.push(unit, Part::Out(path.clone())));
            let atom = self.push(unit, Part::Member(path));
            self.within.insert(at.clone(), atom);
            if let Some(out) = out {
                self.atoms[atom].needs_before.insert(out);
                self.ends.insert(at.clone(), out);
            }
            if remade || !existed {
                self.makes.insert(at, atom);
            } else if !stays {
                self.ends.insert(at, atom);
            }
        }
    }

    /// What a body refers to must be there before it.
    fn need_what_is_referred_to(&mut self, tasks: &[Task], after: &dyn World) {
        for (unit, task) in tasks.iter().enumerate().filter(|(_, task)| task.action != Action::Delete) {
            for reference in (task.key.kind.references)(&task.key, &task.target, after) {
                let Some(atom) = self.within_of(&task.key, &reference) else { continue };
                let Some((makes, whole)) = self.maker(&reference.need) else { continue };
                if makes == atom {
                    continue;
                }
                // A blueprint may name its own members in the write that makes them, but not itself.
                if whole && self.unit_of(makes) == unit {
                    self.atoms[atom].needs_before.insert(makes);
                } else {
                    self.atoms[atom].needs.insert(makes);
                }
            }
        }
    }

    /// What is taken away must not be referred to any more.
    fn need_what_referred_before(&mut self, tasks: &[Task], before: &dyn World) {
        for task in tasks {
            let Some(live) = &task.live else { continue };
            for reference in (task.key.kind.references)(&task.key, live, before) {
                let Some(lets_go) = self.within_of(&task.key, &reference) else { continue };
                for ends in self.enders(&reference.need) {
                    if ends != lets_go {
                        self.atoms[ends].needs.insert(lets_go);
                    }
                }
            }
        }
    }

    fn unit_of(&self, atom: usize) -> usize {
        self.atoms[atom].unit
    }

    /// The atom that brings a reference to what it should be; none where the reference does not change.
    fn within_of(&self, key: &Key, reference: &Reference) -> Option<usize> {
        let part = member_of(key, &reference.at).unwrap_or_default();
        self.within.get(&(key.clone(), part)).copied()
    }

    /// The atom that makes what is needed, and whether that is a whole resource; none where it is there already.
    fn maker(&self, need: &Need) -> Option<(usize, bool)> {
        let (kind, identifier) = need.resource();
        let key = Key::new(crate::kind::Kind::named(kind)?, identifier);
        let made = |path: Path| self.makes.get(&(key.clone(), path)).copied();
        let part = parts(need).into_iter().find_map(made);
        match (part, need) {
            (Some(atom), Need::Resource { .. }) => Some((atom, true)),
            (Some(atom), _) => Some((atom, false)),
            (None, _) => made(Path::root()).map(|atom| (atom, false)),
        }
    }

    /// The atoms that end what is needed.
    fn enders(&self, need: &Need) -> BTreeSet<usize> {
        let (kind, identifier) = need.resource();
        let Some(kind) = crate::kind::Kind::named(kind) else { return BTreeSet::new() };
        let key = Key::new(kind, identifier);
        parts(need).into_iter().filter_map(|path| self.ends.get(&(key.clone(), path)).copied()).collect()
    }

    fn writes(&self, writes: &[Write]) -> Vec<OrderedWrite> {
        let mut done: BTreeMap<usize, usize> = BTreeMap::new();
        let mut last: BTreeMap<usize, usize> = BTreeMap::new();
        let mut ordered = Vec::new();
        for (nth, write) in writes.iter().enumerate() {
            done.extend(write.atoms.iter().map(|atom| (*atom, nth)));
            let needs = write.atoms.iter().flat_map(|atom| {
                let atom = &self.atoms[*atom];
                atom.needs.iter().chain(&atom.needs_before)
            });
            let mut after: BTreeSet<usize> = needs.filter_map(|need| done.get(need).copied()).collect();
            after.extend(last.insert(write.unit, nth));
            after.remove(&nth);
            let deferred = self.deferred(write.unit, &done);
            ordered.push(OrderedWrite { task: write.unit, deferred, after: after.into_iter().collect() });
        }
        ordered
    }

    /// What a unit still lacks when these atoms are done.
    fn deferred(&self, unit: usize, done: &BTreeMap<usize, usize>) -> Vec<Deferral> {
        let mut deferred = Vec::new();
        for (atom, part) in self.parts.iter().enumerate().filter(|(atom, _)| self.unit_of(*atom) == unit) {
            let Part::Member(path) = part else { continue };
            if done.contains_key(&atom) {
                continue;
            }
            let out = self.atoms[atom]
                .needs_before
                .iter()
                .any(|before| done.contains_key(before) && self.parts[*before] == Part::Out(path.clone()));
            deferred.push(if out { Deferral::Removed(path.clone()) } else { Deferral::Unchanged(path.clone()) });
        }
        deferred
    }
}

/// Where what is needed may be in its resource.
fn parts(need: &Need) -> Vec<Path> {
    match need {
        Need::Resource { .. } => vec![Path::root()],
        Need::Member { sections, name, .. } => {
            sections.iter().map(|section| Path::of(section).then(name.as_str())).collect()
        }
        // The relations that connect the two are needs of their own.
        Need::Related { .. } => Vec::new(),
        Need::DirectOwnership { .. } => vec![Path::of(&["ownership"])],
    }
}

/// The member that a path leads to or into; ownership counts as one.
fn member_of(key: &Key, path: &Path) -> Option<Path> {
    if !key.kind.members.is_empty() && path.key(0) == Some("ownership") {
        return Some(Path::of(&["ownership"]));
    }
    key.kind.members.iter().find_map(|section| {
        let section = Path::of(section);
        let name = section.is_prefix_of(path).then(|| path.0.get(section.0.len()))??;
        Some(section.then(name.clone()))
    })
}

/// Every member of a body.
fn members(key: &Key, body: &Value) -> Vec<Path> {
    let mut found = Vec::new();
    for section in key.kind.members {
        let section = Path::of(section);
        let names = section.find(body).and_then(Value::as_object).into_iter().flat_map(|members| members.keys());
        found.extend(names.map(|name| section.then(name.as_str())));
    }
    if !key.kind.members.is_empty() && body.get("ownership").is_some() {
        found.push(Path::of(&["ownership"]));
    }
    found
}
