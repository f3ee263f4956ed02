//! The bodies of resources, by key, each known fully or partly.

use crate::kind::blueprint::connection::Graph;
use crate::kind::{Existence, Key, Kind, Resources, blueprint, entity};
use crate::model::desired::Claim;
use crate::model::tree::Model;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// The blueprint that every portal with a Git integration has, in addition to Port's own.
const SERVICE: &str = "service";

/// Bodies of resources, by kind and identifier.
#[derive(Clone, Debug, Default)]
pub struct Bodies {
    known: BTreeMap<&'static str, BTreeMap<String, (Arc<Value>, bool)>>,
    /// The kinds of which no resource could be read.
    unreadable: BTreeSet<&'static str>,
    /// Those of kinds with a parent: by kind, by parent, and by identifier.
    children: BTreeMap<&'static str, BTreeMap<String, BTreeMap<String, Arc<Value>>>>,
    relations: OnceLock<Graph>,
    /// The bodies that the portal has now, of resources with previous names in the files.
    current: BTreeMap<&'static str, BTreeMap<String, Value>>,
}

impl Bodies {
    pub(crate) const fn new() -> Self {
        Self {
            known: BTreeMap::new(),
            children: BTreeMap::new(),
            unreadable: BTreeSet::new(),
            relations: OnceLock::new(),
            current: BTreeMap::new(),
        }
    }

    /// Creates the bodies that a model alone provides. Resources that it declares are fully known, those that it
    /// extends partly. The blueprints that every portal has and the resources in `external` exist, with unknown
    /// members.
    pub fn from_model(model: &Model, external: &[Key]) -> Self {
        let mut bodies = Self::default();
        let everywhere = blueprint::SYSTEM.iter().chain([&SERVICE]);
        let everywhere = everywhere.map(|identifier| Key::new(&blueprint::KIND, *identifier));
        for key in everywhere.chain(external.iter().cloned()) {
            bodies.insert(&key, entity::known_blueprint(&key.identifier), false);
        }
        for (key, desired) in model.desired() {
            let is_complete = desired.claim == Claim::Full && !key.is_system();
            bodies.insert(key, Arc::clone(&desired.body), is_complete);
        }
        for removal in model.removals.iter().filter(|removal| !removal.is_listed) {
            bodies.remove(&removal.key);
        }
        bodies
    }

    /// Sets the body of a resource, which may be only partly known.
    pub fn insert(&mut self, key: &Key, body: impl Into<Arc<Value>>, is_complete: bool) {
        self.relations.take();
        let body = body.into();
        let Some(parent) = &key.parent else {
            self.known.entry(key.kind.name).or_default().insert(key.identifier.clone(), (body, is_complete));
            return;
        };
        let of_kind = self.children.entry(key.kind.name).or_default();
        of_kind.entry(parent.clone()).or_default().insert(key.identifier.clone(), body);
    }

    /// Leaves open which resources of a kind exist.
    pub fn set_unreadable(&mut self, kind: &'static Kind) {
        self.unreadable.insert(kind.name);
    }

    /// Sets the body that the portal has now of a resource.
    pub(crate) fn set_current(&mut self, key: &Key, body: Value) {
        self.current.entry(key.kind.name).or_default().insert(key.identifier.clone(), body);
    }

    /// Returns the body of a resource, as far as it is known.
    pub(crate) fn get(&self, key: &Key) -> Option<&Value> {
        match &key.parent {
            None => self.existence(key.kind.name, &key.identifier).body(),
            Some(parent) => self.children.get(key.kind.name)?.get(parent)?.get(&key.identifier).map(|body| &**body),
        }
    }

    /// Returns all known resources and their bodies.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Key, &Value)> {
        let kind = |name: &&str| Kind::named(name).expect("a key has one of the kinds");
        let known = self.known.iter().flat_map(move |(name, of_kind)| {
            of_kind.iter().map(move |(identifier, (body, _))| (Key::new(kind(name), identifier.as_str()), &**body))
        });
        let children = self.children.iter().flat_map(move |(name, of_kind)| {
            of_kind.iter().flat_map(move |(parent, siblings)| {
                siblings.iter().map(move |(identifier, body)| {
                    let key = Key { parent: Some(parent.clone()), ..Key::new(kind(name), identifier.as_str()) };
                    (key, &**body)
                })
            })
        });
        known.chain(children)
    }

    /// Removes a resource.
    pub fn remove(&mut self, key: &Key) {
        self.relations.take();
        match &key.parent {
            None => drop(self.known.get_mut(key.kind.name).and_then(|of_kind| of_kind.remove(&key.identifier))),
            Some(parent) => {
                let of_parent = self.children.get_mut(key.kind.name).and_then(|of_kind| of_kind.get_mut(parent));
                drop(of_parent.and_then(|siblings| siblings.remove(&key.identifier)));
            }
        }
    }
}

impl Resources for Bodies {
    fn existence(&self, kind: &str, identifier: &str) -> Existence<'_> {
        match self.known.get(kind).and_then(|of_kind| of_kind.get(identifier)) {
            Some((body, true)) => Existence::Complete(body),
            Some((body, false)) => Existence::Partial(body),
            None if self.unreadable.contains(kind) => Existence::Unknown,
            None => Existence::Absent,
        }
    }

    fn current(&self, kind: &str, identifier: &str) -> Option<&Value> {
        self.current.get(kind)?.get(identifier)
    }

    fn identifiers(&self, kind: &str) -> Vec<&str> {
        self.known.get(kind).into_iter().flat_map(|of_kind| of_kind.keys()).map(String::as_str).collect()
    }

    fn children(&self, kind: &str, parent: &str) -> BTreeMap<&str, &Value> {
        let siblings = self.children.get(kind).and_then(|of_kind| of_kind.get(parent)).into_iter().flatten();
        siblings.map(|(identifier, body)| (identifier.as_str(), &**body)).collect()
    }

    fn relations(&self) -> &Graph {
        self.relations.get_or_init(|| {
            let blueprints = self.known.get(blueprint::KIND.name).into_iter().flatten();
            Graph::of(blueprints.map(|(identifier, (body, _))| (identifier.as_str(), &**body)))
        })
    }
}
