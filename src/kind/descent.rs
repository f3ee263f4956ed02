//! The way from a value to those inside it, in a tree that is walked together with a body.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use crate::ground::path::Segment;

/// The nodes of the values inside a value. Values that are described alike share a node, so a tree may have cycles.
#[derive(Debug)]
pub(super) struct Descent<N> {
    pub(super) named: BTreeMap<N, usize>,
    /// The node of keys that are not named.
    pub(super) other: usize,
    pub(super) element: usize,
}

impl<N> Default for Descent<N> {
    fn default() -> Self {
        Self { named: BTreeMap::new(), other: 0, element: 0 }
    }
}

impl<N: Borrow<str> + Ord> Descent<N> {
    /// Returns the node of the value of a key.
    pub(super) fn key(&self, key: &str) -> usize {
        self.named.get(key).copied().unwrap_or(self.other)
    }

    /// Returns the node after one step inwards.
    pub(super) fn step(&self, segment: &Segment) -> usize {
        match segment {
            Segment::Key(key) => self.key(key),
            Segment::Index(_) => self.element,
        }
    }
}
