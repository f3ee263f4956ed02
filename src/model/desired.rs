//! The desired body of a resource, merged from all files that declare or extend it.

use crate::ground::path::Path;
use crate::ground::source::Location;
use crate::kind::key::Key;
use serde_json::Value;
use std::sync::Arc;

/// How much of a resource its files claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// A file declares it: the maps that the file states are complete.
    Full,
    /// Files extend a resource that is created elsewhere: the maps that they state are partial.
    Addition,
}

#[derive(Clone, Debug)]
pub struct Desired {
    pub key: Key,
    pub claim: Claim,
    /// The body, in Port's own form.
    pub body: Arc<Value>,
    pub sensitive: Vec<Path>,
    /// Where it is declared; the declaring file first.
    pub declared: Vec<Location>,
    /// What an earlier revision states and the files no longer do.
    pub dropped: Vec<Dropped>,
    /// Whether a file declares or extends it. Otherwise, only an earlier revision extends it.
    pub is_declared: bool,
}

/// A part of a body that an earlier revision states and the files no longer do. It is removed from the portal.
#[derive(Clone, Debug, PartialEq)]
pub enum Dropped {
    /// A field or a member.
    Field(Path),
    /// A field of a resource from which an update cannot remove fields, and the value that means the same as an absent one.
    Reset(Path, Value),
    /// A value in a set.
    Element(Path, Value),
}

impl Dropped {
    /// Removes the part from a body.
    pub(crate) fn remove_from(&self, body: &mut Value) {
        match self {
            Self::Field(path) => drop(path.remove(body)),
            Self::Reset(path, value) if path.find(body).is_some() => path.put(body, value.clone()),
            Self::Reset(..) => {}
            Self::Element(path, value) => {
                if let Some(Value::Array(values)) = path.find(body) {
                    let rest = values.iter().filter(|other| *other != value).cloned().collect();
                    path.put(body, Value::Array(rest));
                }
            }
        }
    }
}

/// The dropped parts of one resource.
#[derive(Clone, Debug)]
pub struct DroppedParts {
    pub parts: Vec<Dropped>,
    /// Where the earlier revision states them.
    pub declared: Vec<Location>,
}

impl Desired {
    /// Returns the claim that a plan makes. Resources that Port creates can only be added to.
    pub(crate) fn planned_claim(&self) -> Claim {
        if self.key.is_system() { Claim::Addition } else { self.claim }
    }
}

#[derive(Clone, Debug)]
pub struct Removal {
    pub key: Key,
    /// The entry of `removed.yml`, or the declaration at the earlier revision.
    pub declared: Location,
    /// Whether `removed.yml` lists it. Otherwise, an earlier revision declares it and the files no longer do.
    pub is_listed: bool,
}
