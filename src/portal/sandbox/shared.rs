//! A body that costs nothing to copy until a copy is changed, so that a store can be copied for every write.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::store::Body;

/// A [`Body`] that is shared by the stores it was copied between.
#[derive(Clone, Debug)]
pub struct Shared(Arc<Body>);

impl From<Body> for Shared {
    fn from(body: Body) -> Self {
        Self(Arc::new(body))
    }
}

impl From<Shared> for Value {
    fn from(shared: Shared) -> Self {
        Self::Object(Arc::unwrap_or_clone(shared.0))
    }
}

impl Deref for Shared {
    type Target = Body;

    fn deref(&self) -> &Body {
        &self.0
    }
}

impl DerefMut for Shared {
    fn deref_mut(&mut self) -> &mut Body {
        Arc::make_mut(&mut self.0)
    }
}

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl Serialize for Shared {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Shared {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Body::deserialize(deserializer).map(Self::from)
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
}
