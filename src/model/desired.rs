//! What the files want of one resource, all files that speak of it taken together.

use serde_json::Value;

use crate::ground::path::Path;
use crate::ground::source::Place;
use crate::kind::key::Key;

/// How much of a resource its files claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// A file declares it: what that file states is complete.
    Whole,
    /// Files add to what somebody else made: every map they state is partial.
    Addition,
}

/// The wanted body of one resource.
#[derive(Clone, Debug)]
pub struct Desired {
    /// Which resource.
    pub key: Key,
    /// How much of it is claimed.
    pub claim: Claim,
    /// What is stated, in Port's own form.
    pub body: Value,
    /// The fields whose value must not be shown.
    pub sensitive: Vec<Path>,
    /// Where it is stated; the declaring file first.
    pub declared: Vec<Place>,
}

/// A resource that must not exist any more.
#[derive(Clone, Debug)]
pub struct Removal {
    /// Which resource.
    pub key: Key,
    /// Where that is stated.
    pub declared: Place,
}
