//! Blueprints in the store.

use crate::portal::sandbox::{Body, Refusal, Store};

pub(super) const NAME: &str = "blueprint";

impl Store {
    pub(crate) fn blueprints(&self) -> impl Iterator<Item = (&str, &Body)> {
        self.under(NAME, "")
    }

    pub(crate) fn blueprint(&self, identifier: &str) -> Result<&Body, Refusal> {
        self.get(NAME, "", identifier).ok_or_else(|| Refusal::not_found("Blueprint", identifier))
    }
}
