//! Taking a catalog snapshot.

use std::path::Path;

use crate::kind::blueprint::KIND;
use crate::kind::{Known, World};
use crate::model::{Bodies, Model, Snapshot};
use crate::ops::workspace::{Workspace, WorkspaceError};
use crate::portal::{Portal, PortalError, resources};

/// What a snapshot is taken of.
#[derive(Clone, Copy)]
pub(crate) enum SnapshotSource<'s> {
    /// A portal.
    Portal {
        /// The portal.
        portal: &'s dyn Portal,
        /// Whether the identifiers of all entities are saved too.
        with_entities: bool,
    },
    /// The model in a folder.
    Model(&'s Path),
}

/// Why there is no snapshot.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TakeError {
    /// The model could not be read, or the file could not be written.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// The portal could not be read.
    #[error(transparent)]
    Portal(#[from] PortalError),
}

/// Takes a snapshot, and writes it to a file if one is named.
///
/// # Errors
/// A source that cannot be read, a file that cannot be written.
pub(crate) fn run(
    source: SnapshotSource<'_>,
    file: Option<&Path>,
    workspace: &Workspace<'_>,
) -> Result<Snapshot, TakeError> {
    let snapshot = match source {
        SnapshotSource::Portal { portal, with_entities } => of_portal(portal, with_entities)?,
        SnapshotSource::Model(folder) => of_model(&workspace.model_in(folder)?),
    };
    if let Some(file) = file {
        workspace.write(file, &snapshot.text())?;
    }
    Ok(snapshot)
}

/// The snapshot of a portal: its blueprints, and the identifiers of their entities if they are wanted.
///
/// # Errors
/// The first request that was refused; there is no snapshot of a part.
pub(crate) fn of_portal(portal: &dyn Portal, entities: bool) -> Result<Snapshot, PortalError> {
    let mut snapshot = Snapshot::new(true);
    for (key, body) in resources::list(portal, &KIND)? {
        snapshot.insert(&key.identifier, &body, true);
    }
    if entities {
        let blueprints: Vec<String> = snapshot.blueprints.keys().cloned().collect();
        for blueprint in blueprints {
            let mut identifiers = resources::entity_identifiers(portal, &blueprint)?;
            identifiers.sort();
            snapshot.entities.insert(blueprint, identifiers);
        }
    }
    Ok(snapshot)
}

/// The snapshot of a model: what it declares and, in part, what it adds to.
pub(crate) fn of_model(model: &Model) -> Snapshot {
    let bodies = Bodies::from_model(model, &[]);
    let mut snapshot = Snapshot::new(false);
    for identifier in bodies.identifiers(KIND.name) {
        match bodies.known(KIND.name, identifier) {
            Known::Wholly(body) => snapshot.insert(identifier, body, true),
            // Of what every portal has, nothing is known; that says as much as leaving it out.
            Known::Partly(body) if body.as_object().is_some_and(|body| !body.is_empty()) => {
                snapshot.insert(identifier, body, false);
            }
            Known::Partly(_) | Known::Absent | Known::Unknown => {}
        }
    }
    snapshot
}
