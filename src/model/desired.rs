//! The desired body of a resource, merged from all files that declare or extend it.

use crate::ground::path::Path;
use crate::ground::source::Location;
use crate::kind::key::Key;
use serde_json::Value;

/// How much of a resource its files claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// A file declares it: the maps that the file states are complete.
    Full,
    /// Files extend a resource that is created elsewhere: the maps that they state are partial.
    Addition,
}

/// The desired body of one resource.
#[derive(Clone, Debug)]
pub struct Desired {
    /// The resource.
    pub key: Key,
    /// How much of it is claimed.
    pub claim: Claim,
    /// The body, in Port's own form.
    pub body: Value,
    /// The fields with a sensitive value.
    pub sensitive: Vec<Path>,
    /// Where it is declared; the declaring file first.
    pub declared: Vec<Location>,
}

/// A resource to delete.
#[derive(Clone, Debug)]
pub struct Removal {
    /// The resource.
    pub key: Key,
    /// The entry of `removed.yml`.
    pub declared: Location,
}
