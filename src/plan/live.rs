//! The resources of a portal.

use std::collections::{BTreeMap, btree_map};
use std::sync::Arc;

use serde_json::Value;

use crate::kind::{Key, Kind};

/// A portal's resources, by key. Copies share their bodies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Live(BTreeMap<Key, Arc<Value>>);

/// The resources of a [`Live`].
pub type LiveIter<'l> =
    std::iter::Map<btree_map::Iter<'l, Key, Arc<Value>>, fn((&'l Key, &'l Arc<Value>)) -> (&'l Key, &'l Value)>;

impl Live {
    /// Creates a portal without resources.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the body of a resource.
    pub fn get(&self, key: &Key) -> Option<&Value> {
        self.0.get(key).map(|body| &**body)
    }

    pub(crate) fn get_mut(&mut self, key: &Key) -> Option<&mut Value> {
        self.0.get_mut(key).map(Arc::make_mut)
    }

    /// Returns whether there are no resources.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn contains_key(&self, key: &Key) -> bool {
        self.0.contains_key(key)
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.0.keys()
    }

    /// Iterates over the resources, sorted by key.
    pub fn iter(&self) -> LiveIter<'_> {
        self.0.iter().map(|(key, body)| (key, &**body))
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (&Key, &mut Value)> {
        self.0.iter_mut().map(|(key, body)| (key, Arc::make_mut(body)))
    }

    /// Iterates over the resources, whose bodies can be shared.
    pub(crate) fn shared(&self) -> impl Iterator<Item = (&Key, &Arc<Value>)> {
        self.0.iter()
    }

    /// Returns the resources of a kind.
    pub(crate) fn of_kind(&self, kind: &Kind) -> Self {
        let of_kind = self.0.iter().filter(|(key, _)| key.kind.name == kind.name);
        Self(of_kind.map(|(key, body)| (key.clone(), Arc::clone(body))).collect())
    }

    /// Sets the body of a resource.
    pub fn insert(&mut self, key: Key, body: impl Into<Arc<Value>>) {
        self.0.insert(key, body.into());
    }

    pub(crate) fn remove(&mut self, key: &Key) -> Option<Value> {
        self.0.remove(key).map(Arc::unwrap_or_clone)
    }

    pub(crate) fn retain(&mut self, keeps: impl Fn(&Key) -> bool) {
        self.0.retain(|key, _| keeps(key));
    }

    /// Adds the resources of another portal. Those that both have get the bodies of the other.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }
}

impl Extend<(Key, Value)> for Live {
    fn extend<I: IntoIterator<Item = (Key, Value)>>(&mut self, resources: I) {
        self.0.extend(resources.into_iter().map(|(key, body)| (key, Arc::new(body))));
    }
}

impl FromIterator<(Key, Value)> for Live {
    fn from_iter<I: IntoIterator<Item = (Key, Value)>>(resources: I) -> Self {
        let mut live = Self::new();
        live.extend(resources);
        live
    }
}

impl<const N: usize> From<[(Key, Value); N]> for Live {
    fn from(resources: [(Key, Value); N]) -> Self {
        resources.into_iter().collect()
    }
}

impl IntoIterator for Live {
    type Item = (Key, Value);
    type IntoIter = std::iter::Map<btree_map::IntoIter<Key, Arc<Value>>, fn((Key, Arc<Value>)) -> (Key, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter().map(|(key, body)| (key, Arc::unwrap_or_clone(body)))
    }
}

impl<'l> IntoIterator for &'l Live {
    type Item = (&'l Key, &'l Value);
    type IntoIter = LiveIter<'l>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
