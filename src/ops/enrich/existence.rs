//! Whether entities exist, as far as anybody knows.

use crate::ground::closest::closest;
use crate::model::Catalog;
use crate::portal::{Portal, PortalError, resources};

/// Of more entities than this, no near name is looked for: the list would take longer than everything else.
const MOST: u64 = 20_000;

/// Who is asked: the portal, or a snapshot where there is none.
pub(super) struct Existence<'e> {
    pub catalog: &'e Catalog,
    pub portal: Option<&'e dyn Portal>,
}

impl Existence<'_> {
    /// Whether a blueprint has an entity of that identifier; none where that is not known.
    pub fn of(&self, blueprint: &str, identifier: &str) -> Result<Option<bool>, PortalError> {
        match self.portal {
            Some(portal) => resources::has_entity(portal, blueprint, identifier).map(Some),
            None => Ok(self.catalog.entities(blueprint).map(|known| known.contains(identifier))),
        }
    }

    /// The entity that was probably meant.
    pub fn near(&self, blueprint: &str, identifier: &str) -> Option<String> {
        let known: Vec<String> = match self.portal {
            // That this fails is no reason to say nothing of what is wrong.
            Some(portal) => {
                resources::count_entities(portal, blueprint).ok().filter(|count| *count <= MOST)?;
                resources::entity_identifiers(portal, blueprint).ok()?
            }
            None => self.catalog.entities(blueprint)?.iter().cloned().collect(),
        };
        closest(identifier, known.iter().map(String::as_str)).map(str::to_owned)
    }
}
