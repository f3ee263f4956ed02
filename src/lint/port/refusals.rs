//! A portal's refusals of entities.

use std::collections::BTreeMap;

/// Why a portal refuses an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// Port's error code, such as `blueprint_schema_mismatch`; empty if there is none.
    pub code: String,
    /// Port's message.
    pub message: String,
}

/// The entities that a portal refuses, by blueprint and identifier.
#[derive(Clone, Debug, Default)]
pub struct Refusals(BTreeMap<(String, String), Refusal>);

impl Refusals {
    /// Adds a refusal.
    pub fn insert(&mut self, blueprint: &str, identifier: &str, refusal: Refusal) {
        self.0.insert((blueprint.to_owned(), identifier.to_owned()), refusal);
    }

    /// Returns why this entity is refused, if it is.
    pub fn of(&self, blueprint: &str, identifier: &str) -> Option<&Refusal> {
        self.0.get(&(blueprint.to_owned(), identifier.to_owned()))
    }
}
