//! Taking a catalog snapshot.

use std::path::Path;

use crate::kind::blueprint::KIND;
use crate::kind::{Existence, Resources};
use crate::model::{Bodies, Model, Snapshot};
use crate::ops::catalog::of_portal;
use crate::ops::catalog_error::CatalogError;
use crate::ops::workspace::Workspace;
use crate::plan::mask::redact;
use crate::portal::Portal;

#[derive(Clone, Copy)]
pub(crate) enum SnapshotSource<'s> {
    Portal { portal: &'s dyn Portal, with_entities: bool },
    Model(&'s Path),
}

/// Takes a snapshot, and writes it to a file if one is named.
pub(crate) fn run(
    source: SnapshotSource<'_>,
    file: Option<&Path>,
    workspace: &Workspace<'_>,
) -> Result<Snapshot, CatalogError> {
    let snapshot = match source {
        SnapshotSource::Portal { portal, with_entities } => of_portal(portal, with_entities)?,
        SnapshotSource::Model(folder) => of_model(&workspace.model_in(folder)?),
    };
    if let Some(file) = file {
        let secrets: Vec<String> = workspace.variables.secrets().into_iter().map(str::to_owned).collect();
        workspace.write(file, &redact(&snapshot.text(), &secrets))?;
    }
    Ok(snapshot)
}

/// The snapshot of a model: the blueprints that it declares and, partly known, those that it extends.
fn of_model(model: &Model) -> Snapshot {
    let bodies = Bodies::from_model(model, &[]);
    let mut snapshot = Snapshot::new(false);
    for identifier in bodies.identifiers(KIND.name) {
        match bodies.existence(KIND.name, identifier) {
            Existence::Complete(body) => snapshot.insert(identifier, body, true),
            // Of a system blueprint nothing is known, so it is left out.
            Existence::Partial(body) if body.as_object().is_some_and(|body| !body.is_empty()) => {
                snapshot.insert(identifier, body, false);
            }
            Existence::Partial(_) | Existence::Absent | Existence::Unknown => {}
        }
    }
    snapshot
}
