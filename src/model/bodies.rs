//! The resources that references are followed through, each known in part or in whole.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::kind::blueprint::connection::Graph;
use crate::kind::{Key, Known, World, blueprint};
use crate::model::desired::Claim;
use crate::model::tree::Model;

/// Resources that every portal with a Git integration has; Port makes those that start with `_` itself.
const EVERYWHERE: &[&str] = &["service", "_user", "_team", "_scorecard", "_rule", "_rule_result"];

/// What is known of resources, by kind and identifier.
#[derive(Clone, Debug, Default)]
pub struct Bodies {
    known: BTreeMap<&'static str, BTreeMap<String, (Value, bool)>>,
    relations: OnceCell<Graph>,
}

impl Bodies {
    /// What a model alone tells: what it declares whole is known wholly, what it adds to in part. The blueprints that
    /// every portal has, and the resources in `external`, are there, but nothing is known of their members.
    pub fn from_model(model: &Model, external: &[Key]) -> Self {
        let mut bodies = Self::default();
        let everywhere = EVERYWHERE.iter().map(|identifier| Key::new(&blueprint::KIND, *identifier));
        for key in everywhere.chain(external.iter().cloned()) {
            bodies.insert(&key, json!({}), false);
        }
        for (key, desired) in model.desired() {
            let whole = desired.claim == Claim::Whole && !key.is_system();
            bodies.insert(&key, desired.body, whole);
        }
        bodies
    }

    /// Makes a resource known, over what was known of it.
    pub fn insert(&mut self, key: &Key, body: Value, whole: bool) {
        self.relations.take();
        // A kind with a parent is never referred to by identifier alone.
        if key.parent.is_none() {
            self.known.entry(key.kind.name).or_default().insert(key.identifier.clone(), (body, whole));
        }
    }

    /// Makes a resource unknown.
    pub fn remove(&mut self, key: &Key) {
        self.relations.take();
        if let Some(kind) = self.known.get_mut(key.kind.name) {
            kind.remove(&key.identifier);
        }
    }
}

impl World for Bodies {
    fn known(&self, kind: &str, identifier: &str) -> Known<'_> {
        match self.known.get(kind).and_then(|of_kind| of_kind.get(identifier)) {
            Some((body, true)) => Known::Wholly(body),
            Some((body, false)) => Known::Partly(body),
            None => Known::Absent,
        }
    }

    fn identifiers(&self, kind: &str) -> Vec<&str> {
        self.known.get(kind).into_iter().flat_map(|of_kind| of_kind.keys()).map(String::as_str).collect()
    }

    fn relations(&self) -> &Graph {
        self.relations.get_or_init(|| {
            let blueprints = self.known.get(blueprint::KIND.name).into_iter().flatten();
            Graph::of(blueprints.map(|(identifier, (body, _))| (identifier.as_str(), body)))
        })
    }
}
