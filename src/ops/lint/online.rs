//! Asking a portal about entities in which nothing wrong was found.

use std::collections::{BTreeMap, BTreeSet};

use crate::disk::discover::FileListing;
use crate::disk::reading::PortFileReader;
use crate::disk::repository::Repository;
use crate::ground::finding::Severity;
use crate::ground::source::Span;
use crate::lint::port::{Declared, Refusals};
use crate::model::Catalog;
use crate::ops::lint::check::Checked;
use crate::ops::sync::{Stopped, attach, check, gather};
use crate::portal::{Portal, PortalError};

/// The portal's refusals of entities in reported files. Entities with an error are not sent.
pub(super) fn refusals(
    listing: &FileListing,
    reader: &PortFileReader<'_>,
    checked: &Checked,
    repository: &Repository,
    catalog: &Catalog,
    portal: &dyn Portal,
) -> Result<Refusals, PortalError> {
    let gathered = gather(listing, reader);
    let coming: BTreeSet<(&str, &str)> = gathered.entities.iter().chain(&gathered.others).map(Declared::name).collect();
    let mut faulty: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for finding in checked.findings.iter().filter(|finding| finding.severity == Severity::Error) {
        faulty.entry(&finding.place.file.name).or_default().push(finding.place.span);
    }
    // Not all errors of these files are known.
    let full = |name: &str| checked.omitted.iter().any(|(path, omitted)| path == name && omitted.error);
    let is_right = |entity: &&Declared| {
        let name = entity.place.file.name.as_str();
        let inside = |span: &Span| entity.span.start <= span.start && span.start <= entity.span.end;
        !full(name) && !faulty.get(name).is_some_and(|spans| spans.iter().any(inside))
    };
    let mut entities: Vec<Declared> = gathered.entities.iter().filter(is_right).cloned().collect();
    entities.retain_mut(|entity| attach(std::slice::from_mut(entity), repository).is_ok());
    let entities: Vec<&Declared> = entities.iter().collect();
    let asked = check(&entities, &coming, catalog, portal, &|| false);
    if let Some(Stopped::Portal(failed)) = asked.stopped {
        return Err(failed.error);
    }
    let mut refusals = Refusals::default();
    for (entity, refusal) in asked.refused {
        refusals.insert(&entity.blueprint, &entity.identifier, refusal);
    }
    Ok(refusals)
}
