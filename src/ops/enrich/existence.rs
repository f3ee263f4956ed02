//! Whether entities exist, according to the portal or a snapshot.

use crate::ground::closest::closest;
use crate::model::Catalog;
use crate::portal::{Portal, PortalError, resources};

/// With more entities than this, no similar name is suggested: listing them would take longer than everything else.
const MAX_LISTED_ENTITIES: u64 = 20_000;

/// Where to look: the portal, or a snapshot if there is none.
pub(super) struct Existence<'e> {
    pub catalog: &'e Catalog,
    pub portal: Option<&'e dyn Portal>,
}

impl Existence<'_> {
    /// Whether a blueprint has an entity of that identifier; none if that is unknown.
    pub(super) fn of(&self, blueprint: &str, identifier: &str) -> Result<Option<bool>, PortalError> {
        match self.portal {
            Some(portal) => resources::entity(portal, blueprint, identifier).map(|found| Some(found.is_some())),
            None => Ok(self.catalog.entities(blueprint).map(|known| known.contains(identifier))),
        }
    }

    /// The entity that was probably meant.
    pub(super) fn near(&self, blueprint: &str, identifier: &str) -> Option<String> {
        let known: Vec<String> = match self.portal {
            // Without a suggestion, the error is still worth reporting.
            Some(portal) => {
                resources::count_entities(portal, blueprint).ok().filter(|count| *count <= MAX_LISTED_ENTITIES)?;
                resources::entity_identifiers(portal, blueprint).ok()?
            }
            None => self.catalog.entities(blueprint)?.iter().cloned().collect(),
        };
        closest(identifier, known.iter().map(String::as_str)).map(str::to_owned)
    }
}
