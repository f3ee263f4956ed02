//! Asking a portal about entities in which nothing wrong was found.

use std::collections::BTreeSet;

use crate::disk::discover::FileListing;
use crate::disk::reading::PortFileReader;
use crate::disk::repository::Repository;
use crate::ground::finding::Severity;
use crate::ground::source::Position;
use crate::lint::port::{Declared, Provider, Refusals};
use crate::model::Catalog;
use crate::ops::lint::check::Checked;
use crate::ops::sync::{Stopped, attach, check, gather};
use crate::portal::{Portal, PortalError};

/// The portal's refusals of entities in reported files. Entities with an error are not sent.
pub(super) fn refusals(
    listing: &FileListing,
    reader: &PortFileReader<'_>,
    checked: &Checked,
    (repository, provider): (&Repository, Provider),
    catalog: &Catalog,
    portal: &dyn Portal,
) -> Result<Refusals, PortalError> {
    let gathered = gather(listing, reader);
    let pending: BTreeSet<(&str, &str)> =
        gathered.entities.iter().chain(&gathered.others).map(Declared::name).collect();
    // By line and column: the findings may point into excerpts, whose bytes are counted differently.
    let mut faulty: BTreeSet<(&str, Position)> = BTreeSet::new();
    for finding in checked.findings.iter().filter(|finding| finding.severity == Severity::Error) {
        faulty.insert((&finding.place.file.name, finding.place.position()));
    }
    let is_right = |entity: &&Declared| {
        let file = &entity.place.file;
        let at = |offset: u32| (file.name.as_str(), file.position(offset as usize));
        faulty.range(at(entity.span.start)..=at(entity.span.end)).next().is_none()
    };
    let mut entities: Vec<Declared> = gathered.entities.iter().filter(is_right).cloned().collect();
    entities.retain_mut(|entity| attach(std::slice::from_mut(entity), repository, provider).is_ok());
    let entities: Vec<&Declared> = entities.iter().collect();
    let asked = check(&entities, &pending, catalog, portal, &|| false);
    if let Some(Stopped::Portal(failed)) = asked.stopped {
        return Err(failed.error);
    }
    let mut refusals = Refusals::default();
    for (entity, refusal) in asked.refused {
        refusals.insert(&entity.blueprint, &entity.identifier, refusal);
    }
    Ok(refusals)
}
