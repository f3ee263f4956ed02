//! The key of a resource: its kind and its identifier.

use std::cmp::Ordering;
use std::fmt;

use serde_json::Value;

use crate::kind::api;
use crate::kind::descriptor::Kind;
use crate::kind::reference::{Reference, Resources};

/// A resource's kind and identifier. Displays as its address: `blueprint/domain`, `scorecard/service/quality`.
#[derive(Clone)]
pub struct Key {
    /// The kind.
    pub kind: &'static Kind,
    /// The identifier of the resource it belongs to, for kinds that have a parent.
    pub parent: Option<String>,
    /// The identifier.
    pub identifier: String,
}

impl Key {
    /// The key of a resource without a parent.
    pub fn new(kind: &'static Kind, identifier: impl Into<String>) -> Self {
        Self { kind, parent: None, identifier: identifier.into() }
    }

    /// Returns the references in a body of this key. Paths can be followed only through known resources.
    pub fn references(&self, body: &Value, resources: &dyn Resources) -> Vec<Reference> {
        (self.kind.references)(&self.identifier, self.parent.as_deref(), body, resources)
    }

    /// Whether the other one is its parent, and it is deleted with it.
    pub(crate) fn belongs_to(&self, other: &Key) -> bool {
        let parent = self.kind.identity.parent.as_ref().map(|parent| (parent.kind, self.parent.as_deref()));
        parent == Some((other.kind.name, Some(other.identifier.as_str())))
    }

    /// Whether the other one is its owner, whose identifier it has too.
    pub(crate) fn is_owned_by(&self, other: &Key) -> bool {
        self.kind.identity.owner == Some(other.kind.name) && self.identifier == other.identifier
    }

    /// Returns whether Port creates the resource itself.
    pub fn is_system(&self) -> bool {
        (self.kind.system)(&self.identifier)
    }

    /// Returns the path of the resource below `/v1`.
    pub fn segments(&self) -> Vec<String> {
        self.filled(self.kind.api.item)
    }

    /// Returns a path of the kind's API with the identifiers of this resource.
    pub(crate) fn filled(&self, path: api::Path) -> Vec<String> {
        let fill = |part: &&str| match *part {
            "{parent}" => self.parent.clone().unwrap_or_default(),
            "{identifier}" => self.identifier.clone(),
            other => other.to_owned(),
        };
        path.iter().map(fill).collect()
    }

    fn order(&self) -> (&str, Option<&str>, &str) {
        (self.kind.name, self.parent.as_deref(), &self.identifier)
    }
}

impl Kind {
    /// Returns the key of a body of this kind, if the body has an identifier.
    pub fn key_of(&'static self, body: &Value) -> Option<Key> {
        let text = |field: &str| body.get(field).and_then(Value::as_str).map(str::to_owned);
        let parent = match &self.identity.parent {
            Some(parent) => Some(text(parent.field)?),
            None => None,
        };
        Some(Key { kind: self, parent, identifier: text(self.identity.field)? })
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.order() == other.order()
    }
}

impl Eq for Key {}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order().cmp(&other.order())
    }
}

impl std::hash::Hash for Key {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.order().hash(state);
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.parent {
            Some(parent) => write!(f, "{}/{parent}/{}", self.kind.name, self.identifier),
            None => write!(f, "{}/{}", self.kind.name, self.identifier),
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl serde::Serialize for Key {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
