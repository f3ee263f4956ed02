//! Entities in the store, by blueprint.

use crate::portal::sandbox::{Body, Quirks, Shared, Store};

pub(super) const NAME: &str = "entity";

/// All their routes are special: a write can be a search, an upsert or only a check.
pub(crate) static QUIRKS: Quirks = Quirks { kind: NAME, ..Quirks::NONE };

impl Store {
    pub(crate) fn entity(&self, blueprint: &str, identifier: &str) -> Option<&Body> {
        self.get(NAME, blueprint, identifier)
    }

    pub(crate) fn entities_of(&self, blueprint: &str) -> impl Iterator<Item = (&str, &Body)> {
        self.under(NAME, blueprint)
    }

    pub(crate) fn entities_of_mut(&mut self, blueprint: &str) -> impl Iterator<Item = &mut Shared> {
        self.under_mut(NAME, blueprint).map(|(_, entity)| entity)
    }
}
