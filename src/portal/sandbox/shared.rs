//! Copy-on-write values, so that a store can be copied for every write.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::body::Body;

/// A body, or a map of bodies, that copies of a store share until one changes it.
#[derive(Debug)]
pub(super) struct Shared<T = Body>(Arc<T>);

#[cfg(test)]
impl<T> Shared<T> {
    /// Whether they are one value, and not two equal ones.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: Default> Default for Shared<T> {
    fn default() -> Self {
        Self::from(T::default())
    }
}

impl<T> From<T> for Shared<T> {
    fn from(inner: T) -> Self {
        Self(Arc::new(inner))
    }
}

impl From<Shared> for Value {
    fn from(shared: Shared) -> Self {
        Self::Object(Arc::unwrap_or_clone(shared.0))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Shared<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_that_is_changed_leaves_the_other_alone() {
        let one = Shared::from(Body::new());
        let mut copy = one.clone();
        assert_eq!(one, copy);
        copy.insert("a".into(), true.into());
        assert_ne!(one, copy);
        assert!(one.is_empty());
    }

    #[test]
    fn a_map_that_is_looked_at_stays_shared() {
        let one = Shared::from(std::collections::BTreeMap::from([("a", Shared::from(Body::new()))]));
        let mut copy = one.clone();
        assert!(copy.get("a").is_some() && Arc::ptr_eq(&one.0, &copy.0));
        copy.remove("a");
        assert!(copy.is_empty() && !one.is_empty());
    }
}
