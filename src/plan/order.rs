//! The order of a plan's steps, derived from references between bodies.
//!
//! A resource is written after the ones it refers to, and deleted before them. A member of a blueprint that refers to
//! something that does not exist yet is deferred to a later step, which breaks cycles.

use crate::ground::path::Path;
use crate::kind::{Key, Reference, Requirement, Resources};
use crate::plan::diff::diff;
use crate::plan::normalize::normalize;
use crate::plan::schedule::{Atom, Write, schedule};
use crate::plan::step::{Action, Change};
use crate::plan::step_body::Deferral;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug)]
pub(crate) struct Task {
    pub key: Key,
    pub action: Action,
    /// The body in the portal; `None` if it does not exist yet.
    pub live: Option<Value>,
    /// The body to reach; null for a delete.
    pub target: Value,
}

#[derive(Clone, Debug)]
pub(crate) struct OrderedWrite {
    pub task: usize,
    /// The members that it leaves to a later write of the same resource.
    pub deferred: Vec<Deferral>,
    /// The members that it must remove and add again.
    pub recreated: Vec<Path>,
    /// The earlier writes that it depends on.
    pub after: Vec<usize>,
}

/// The part of a resource that an atom writes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Everything but the members.
    Rest,
    Member(Path),
    /// Removes a member and adds it again.
    Recreation(Path),
    /// Removes a member, so that its resource can be deleted.
    Removal(Path),
    /// Deletes the resource.
    Deletion,
}

/// Returns the writes of these tasks, in order. `before` are the resources that exist now, `after` those that exist at the end.
pub(crate) fn order(tasks: &[Task], before: &dyn Resources, after: &dyn Resources) -> Vec<OrderedWrite> {
    let mut atoms = Atoms::default();
    let deleted: BTreeSet<&Key> =
        tasks.iter().filter(|task| task.action == Action::Delete).map(|task| &task.key).collect();
    for (unit, task) in tasks.iter().enumerate() {
        match task.action {
            Action::Delete => atoms.add_deletion(unit, task, &links(task, &deleted, before)),
            _ => atoms.add_task(unit, task),
        }
    }
    atoms.require_referenced(tasks, after);
    atoms.require_unreferenced(tasks, before);
    atoms.writes(&schedule(&atoms.atoms, tasks.len()))
}

#[derive(Default)]
struct Atoms {
    atoms: Vec<Atom>,
    parts: Vec<Part>,
    /// The atom that creates each part that does not exist yet.
    creators: BTreeMap<(Key, Path), usize>,
    /// The atom that removes each part that exists now.
    removals: BTreeMap<(Key, Path), usize>,
    /// The atom that writes each part.
    writers: BTreeMap<(Key, Path), usize>,
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
        self.writers.insert(at(Path::root()), rest);
        match task.action {
            Action::Create => {
                self.creators.insert(at(Path::root()), rest);
                for path in members(&task.key, &task.target) {
                    let atom = self.push(unit, Part::Member(path.clone()));
                    self.atoms[atom].needs.insert(rest);
                    self.creators.insert(at(path.clone()), atom);
                    self.writers.insert(at(path), atom);
                }
            }
            _ => self.add_update(unit, task),
        }
    }

    /// Adds a deletion. The members in `links` can be removed before, which breaks cycles of deletions.
    fn add_deletion(&mut self, unit: usize, task: &Task, links: &BTreeSet<Path>) {
        let deletion = self.push(unit, Part::Deletion);
        let paths = task.live.iter().flat_map(|live| members(&task.key, live));
        for path in [Path::root()].into_iter().chain(paths) {
            let mut atom = deletion;
            if links.contains(&path) {
                atom = self.push(unit, Part::Removal(path.clone()));
                self.atoms[deletion].needs.insert(atom);
            }
            self.removals.insert((task.key.clone(), path.clone()), atom);
            self.writers.insert((task.key.clone(), path), atom);
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
                    change.path != path && (kind.recreates)(&change.path, change.old.as_ref(), change.new.as_ref())
                });
            let part = if remade { Part::Recreation(path) } else { Part::Member(path) };
            let atom = self.push(unit, part);
            self.writers.insert(at.clone(), atom);
            if remade {
                self.removals.insert(at.clone(), atom);
            }
            if remade || !existed {
                self.creators.insert(at, atom);
            } else if !stays {
                self.removals.insert(at, atom);
            }
        }
    }

    /// Makes each body depend on the creation of what it refers to.
    fn require_referenced(&mut self, tasks: &[Task], after: &dyn Resources) {
        for (unit, task) in tasks.iter().enumerate().filter(|(_, task)| task.action != Action::Delete) {
            for reference in task.key.references(&task.target, after) {
                let Some(atom) = self.atom_of(&task.key, &reference) else { continue };
                let Some((creator, is_resource)) =
                    self.creator(&reference.need).or_else(|| self.mover(task, &reference))
                else {
                    continue;
                };
                if creator == atom {
                    continue;
                }
                // A blueprint may refer to its own members in the write that creates them, but not to itself.
                if is_resource && self.unit_of(creator) == unit {
                    self.atoms[atom].needs_before.insert(creator);
                } else {
                    self.atoms[atom].needs.insert(creator);
                }
            }
        }
    }

    /// Makes each removal depend on the removal of the references to it.
    fn require_unreferenced(&mut self, tasks: &[Task], before: &dyn Resources) {
        for task in tasks {
            let Some(live) = &task.live else { continue };
            for reference in task.key.references(live, before) {
                let Some(referrer) = self.atom_of(&task.key, &reference) else { continue };
                for remover in self.removers(&reference.need) {
                    // What refers to a recreated member both before and after waits for the new one.
                    if remover != referrer && !self.atoms[referrer].needs.contains(&remover) {
                        self.atoms[remover].needs.insert(referrer);
                    }
                }
            }
        }
    }

    fn unit_of(&self, atom: usize) -> usize {
        self.atoms[atom].unit
    }

    /// Returns the atom that writes a reference, or `None` if the reference does not change.
    fn atom_of(&self, key: &Key, reference: &Reference) -> Option<usize> {
        let part = member_of(key, &reference.at).unwrap_or_default();
        self.writers.get(&(key.clone(), part)).copied()
    }

    /// Returns the atom that creates what is needed, and whether that is a resource. `None` if it exists already.
    fn creator(&self, need: &Requirement) -> Option<(usize, bool)> {
        let key = resource(need)?;
        let made = |path: Path| self.creators.get(&(key.clone(), path)).copied();
        let part = parts(need).into_iter().find_map(made);
        match (part, need) {
            (Some(atom), Requirement::Resource { .. }) => Some((atom, true)),
            (Some(atom), _) => Some((atom, false)),
            (None, _) => made(Path::root()).map(|atom| (atom, false)),
        }
    }

    /// Returns the atom that writes the resource that another one is placed after, which it may move.
    fn mover(&self, task: &Task, reference: &Reference) -> Option<(usize, bool)> {
        task.key.kind.placement().filter(|(field, _)| reference.at.key(0) == Some(field))?;
        let key = resource(&reference.need).filter(|key| *key != task.key)?;
        self.writers.get(&(key, Path::root())).map(|atom| (*atom, false))
    }

    /// Returns the atoms that remove what is needed.
    fn removers(&self, need: &Requirement) -> BTreeSet<usize> {
        let Some(key) = resource(need) else { return BTreeSet::new() };
        parts(need).into_iter().filter_map(|path| self.removals.get(&(key.clone(), path)).copied()).collect()
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
            let recreation = |atom: &usize| match &self.parts[*atom] {
                Part::Recreation(path) => Some(path.clone()),
                _ => None,
            };
            let recreated = write.atoms.iter().filter_map(recreation).collect();
            ordered.push(OrderedWrite { task: write.unit, deferred, recreated, after: after.into_iter().collect() });
        }
        ordered
    }

    /// Returns the members that are still missing from a unit when these atoms are done. Before a deletion, these are
    /// the ones that were removed.
    fn deferred(&self, unit: usize, done: &BTreeMap<usize, usize>) -> Vec<Deferral> {
        let mut deferred = Vec::new();
        let parts = || self.parts.iter().enumerate().filter(|(atom, _)| self.unit_of(*atom) == unit);
        if parts().any(|(atom, part)| *part == Part::Deletion && !done.contains_key(&atom)) {
            let removed = parts().filter(|(atom, _)| done.contains_key(atom));
            let path = |(_, part): (usize, &Part)| match part {
                Part::Removal(path) => Some(Deferral::Removed(path.clone())),
                _ => None,
            };
            return removed.filter_map(path).collect();
        }
        for (_, part) in parts().filter(|(atom, _)| !done.contains_key(atom)) {
            if let Part::Member(path) | Part::Recreation(path) = part {
                deferred.push(Deferral::Unchanged(path.clone()));
            }
        }
        deferred
    }
}

/// Returns the members of a resource that refer to other resources in `deleted`, and its members that depend on those
/// members.
fn links(task: &Task, deleted: &BTreeSet<&Key>, before: &dyn Resources) -> BTreeSet<Path> {
    let Some(live) = &task.live else { return BTreeSet::new() };
    let references = task.key.references(live, before);
    let mut links: BTreeSet<Path> = BTreeSet::new();
    loop {
        let known = links.len();
        for reference in &references {
            let Some(key) = resource(&reference.need) else { continue };
            let leads_there = match key == task.key {
                true => parts(&reference.need).iter().any(|part| links.contains(part)),
                false => deleted.contains(&key),
            };
            if leads_there {
                links.extend(member_of(&task.key, &reference.at));
            }
        }
        if links.len() == known {
            return links;
        }
    }
}

/// Returns the members of a resource that refer to these members of it, directly or through others.
pub(crate) fn dependents(key: &Key, body: &Value, members: &[Path], resources: &dyn Resources) -> BTreeSet<Path> {
    let references = key.references(body, resources);
    let mut found: BTreeSet<Path> = members.iter().cloned().collect();
    loop {
        let known = found.len();
        let is_own = |reference: &&Reference| resource(&reference.need).is_some_and(|needed| needed == *key);
        for reference in references.iter().filter(is_own) {
            if parts(&reference.need).iter().any(|part| found.contains(part)) {
                found.extend(member_of(key, &reference.at));
            }
        }
        if found.len() == known {
            return found.into_iter().filter(|path| !members.contains(path)).collect();
        }
    }
}

/// Returns the key of the resource that is needed, or that the needed part belongs to.
pub(crate) fn resource(need: &Requirement) -> Option<Key> {
    let (kind, identifier) = need.resource();
    let key = Key::new(crate::kind::Kind::named(kind)?, identifier);
    match need {
        Requirement::Scorecard { blueprint, .. } | Requirement::Entity { blueprint, .. } => {
            Some(Key { parent: Some(blueprint.clone()), ..key })
        }
        _ => Some(key),
    }
}

/// Returns the paths at which the needed part may be in its resource.
fn parts(need: &Requirement) -> Vec<Path> {
    match need {
        Requirement::Resource { .. } | Requirement::Scorecard { .. } | Requirement::Entity { .. } => vec![Path::root()],
        Requirement::Member { sections, name, .. } => {
            sections.iter().map(|section| Path::from_keys(section).child(name.as_str())).collect()
        }
        // The relations that connect the two are separate references.
        Requirement::Related { .. } => Vec::new(),
        Requirement::DirectOwnership { .. } => vec![Path::from_keys(&["ownership"])],
    }
}

/// Returns the member that a path leads to or into. Ownership counts as a member.
fn member_of(key: &Key, path: &Path) -> Option<Path> {
    if !key.kind.members.is_empty() && path.key(0) == Some("ownership") {
        return Some(Path::from_keys(&["ownership"]));
    }
    key.kind.members.iter().find_map(|section| {
        let section = Path::from_keys(section);
        let name = section.is_prefix_of(path).then(|| path.0.get(section.0.len()))??;
        Some(section.child(name.clone()))
    })
}

/// Returns the paths of all members of a body.
fn members(key: &Key, body: &Value) -> Vec<Path> {
    let mut found = Vec::new();
    for section in key.kind.members {
        let section = Path::from_keys(section);
        let names = section.find(body).and_then(Value::as_object).into_iter().flat_map(|members| members.keys());
        found.extend(names.map(|name| section.child(name.as_str())));
    }
    if !key.kind.members.is_empty() && body.get("ownership").is_some() {
        found.push(Path::from_keys(&["ownership"]));
    }
    found
}
