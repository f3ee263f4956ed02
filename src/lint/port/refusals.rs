//! What a portal said of entities that it was asked to take.

use std::collections::BTreeMap;

/// Why a portal does not take an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// Port's error code, such as `blueprint_schema_mismatch`; empty where it gave none.
    pub code: String,
    /// Port's message.
    pub message: String,
}

/// The entities that a portal does not take, by blueprint and identifier.
#[derive(Clone, Debug, Default)]
pub struct Refusals(BTreeMap<(String, String), Refusal>);

impl Refusals {
    /// Adds one.
    pub fn insert(&mut self, blueprint: &str, identifier: &str, refusal: Refusal) {
        self.0.insert((blueprint.to_owned(), identifier.to_owned()), refusal);
    }

    /// Why this entity is not taken, if it is not.
    pub fn of(&self, blueprint: &str, identifier: &str) -> Option<&Refusal> {
        self.0.get(&(blueprint.to_owned(), identifier.to_owned()))
    }
}
