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

#[derive(Clone, Debug)]
pub struct Desired {
    pub key: Key,
    pub claim: Claim,
    /// The body, in Port's own form.
    pub body: Value,
    pub sensitive: Vec<Path>,
    /// Where it is declared; the declaring file first.
    pub declared: Vec<Location>,
}

#[derive(Clone, Debug)]
pub struct Removal {
    pub key: Key,
    /// The entry of `removed.yml`.
    pub declared: Location,
}
