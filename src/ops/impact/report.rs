//! The report of an impact.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::Key;

/// The most examples of an effect.
const MAX_EXAMPLES: usize = 3;

/// What a plan changes for the entities of a portal.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Impact {
    /// The most entities that are read.
    pub limit: usize,
    /// The entities that were read.
    pub entities: Vec<Reading>,
    /// The effects on entities, sorted by their sort and by resource.
    pub effects: Vec<Effect>,
    /// What could not be computed.
    pub not_computed: Vec<NotComputed>,
}

/// The entities of one blueprint that were read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// The identifier of the blueprint in the portal.
    pub blueprint: String,
    /// How many entities were read.
    pub read: usize,
    /// Whether these are all entities of the blueprint. Otherwise, the limit was reached.
    pub complete: bool,
}

/// An effect on entities of one blueprint.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effect {
    /// The resource that has the effect.
    #[serde(rename = "address")]
    pub key: Key,
    /// The part of it; the root for the resource itself.
    pub path: Path,
    /// The blueprint of the entities.
    pub blueprint: String,
    /// What happens to each of them.
    #[serde(flatten)]
    pub kind: EffectKind,
    /// The number of entities.
    pub count: u64,
    /// Whether the count is complete. If not, the limit was reached, and there may be more.
    pub exact: bool,
    /// At most three of them: those with the first identifiers.
    pub examples: Vec<Example>,
}

/// What happens to an entity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "effect", rename_all = "kebab-case")]
pub enum EffectKind {
    /// Its level in a scorecard changes; `None` if the scorecard does not grade it.
    Level {
        /// The level before.
        from: Option<String>,
        /// The level after.
        to: Option<String>,
    },
    /// A calculation property gets another value.
    Value,
    /// A query no longer selects it.
    NoLongerMatches,
    /// A query newly selects it.
    NewlyMatches,
    /// Members can no longer read it.
    Hidden,
    /// Members can read it.
    Shown,
}

/// An entity with an effect.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Example {
    /// Its identifier.
    pub entity: String,
    /// Its value before, if the effect is on a value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// Its value after, if the effect is on a value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

/// A part of a resource whose effects are not known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct NotComputed {
    /// Its address, or a kind that the portal does not show.
    pub address: String,
    /// The part of it; the root for the resource itself.
    pub path: Path,
    /// Why its effects are not known.
    pub reason: String,
}

/// The entities with one effect, counted.
#[derive(Debug, Default)]
pub(super) struct Tally {
    count: u64,
    examples: BTreeMap<String, Example>,
}

impl Tally {
    /// Counts an entity. The examples are those with the first identifiers, in whatever order a portal returns them.
    pub(super) fn add(&mut self, entity: &str, values: Option<(&Value, &Value)>) {
        self.count += 1;
        let is_full = self.examples.len() == MAX_EXAMPLES;
        if is_full && self.examples.last_key_value().is_some_and(|(last, _)| last.as_str() <= entity) {
            return;
        }
        let (before, after) = values.map(|(before, after)| (before.clone(), after.clone())).unzip();
        self.examples.insert(entity.to_owned(), Example { entity: entity.to_owned(), before, after });
        if is_full {
            self.examples.pop_last();
        }
    }

    /// Returns the effect that this counts.
    pub(super) fn effect(self, (key, path): (Key, Path), blueprint: &str, kind: EffectKind, exact: bool) -> Effect {
        let (count, examples) = (self.count, self.examples.into_values().collect());
        Effect { key, path, blueprint: blueprint.to_owned(), kind, count, exact, examples }
    }
}
