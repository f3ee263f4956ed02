//! Finding the entities whose identifier is a search.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::ground::escape::escaped;
use crate::lint::port::Declared;
use crate::ops::sync::gather::Gathered;
use crate::portal::{Portal, PortalError, entities};

#[derive(Debug, thiserror::Error)]
pub(crate) enum SearchError {
    #[error("{place}: the search in `identifier` finds no entity of blueprint `{blueprint}`")]
    NotFound { place: String, blueprint: String },
    #[error("{place}: the search in `identifier` finds several entities of blueprint `{blueprint}`, such as {}", .found.join(" and "))]
    Ambiguous { place: String, blueprint: String, found: Vec<String> },
    #[error(
        "{place}: the search in `identifier` finds `{identifier}` of blueprint `{blueprint}`, which {other} declares too"
    )]
    DeclaredTwice { place: String, blueprint: String, identifier: String, other: String },
    #[error("{place}: the portal refuses the search in `identifier`: {message}")]
    Refused { place: String, message: String },
    #[error(transparent)]
    Portal(#[from] PortalError),
}

/// Replaces each search with the identifier of the only entity that it finds. Searches in the files that are not synced are
/// replaced only if `with_others` is set. Port finds the entity in the same way, and never creates one.
pub(super) fn resolve(gathered: &mut Gathered, portal: &dyn Portal, with_others: bool) -> Result<(), SearchError> {
    let mut declared: BTreeMap<(String, String), String> = BTreeMap::new();
    if !gathered.searched.is_empty() {
        let own = gathered.entities.iter().chain(&gathered.others);
        declared.extend(own.map(|one| ((one.blueprint.clone(), one.identifier.clone()), place(one))));
    }
    for mut entity in std::mem::take(&mut gathered.searched) {
        find(&mut entity, portal)?;
        let name = (entity.blueprint.clone(), entity.identifier.clone());
        if let Some(other) = declared.insert(name, place(&entity)) {
            let (place, Declared { blueprint, identifier, .. }) = (place(&entity), entity);
            return Err(SearchError::DeclaredTwice { place, blueprint, identifier, other });
        }
        gathered.entities.push(entity);
    }
    if with_others {
        for mut entity in std::mem::take(&mut gathered.others_searched) {
            find(&mut entity, portal)?;
            gathered.others.push(entity);
        }
    }
    Ok(())
}

fn find(entity: &mut Declared, portal: &dyn Portal) -> Result<(), SearchError> {
    let blueprint = entity.blueprint.clone();
    let found =
        entities::found(portal, &blueprint, &entity.body["identifier"], 2).map_err(|error| match entities::refusal(
            &error,
        ) {
            Some(refusal) => SearchError::Refused { place: place(entity), message: refusal.message },
            None => SearchError::Portal(error),
        })?;
    match found.as_slice() {
        [one] => entity.identifier.clone_from(one),
        [] => return Err(SearchError::NotFound { place: place(entity), blueprint }),
        several => {
            let found = several.iter().map(|one| format!("`{}`", escaped(one))).collect();
            return Err(SearchError::Ambiguous { place: place(entity), blueprint, found });
        }
    }
    entity.body.insert("identifier".to_owned(), Value::String(entity.identifier.clone()));
    Ok(())
}

fn place(entity: &Declared) -> String {
    escaped(&entity.place.to_string()).into_owned()
}
