//! The blueprints that entities are checked against, from a snapshot, a portal or a model.

use std::path::{Path, PathBuf};

use crate::disk::snapshot::read_snapshot;
use crate::kind::blueprint::KIND;
use crate::kind::{Existence, Key, Resources};
use crate::model::{Bodies, Catalog, Model, Snapshot};
use crate::ops::workspace::{Workspace, WorkspaceError};
use crate::plan::{Live, bodies_after};
use crate::portal::{Portal, PortalError, resources};

/// Where the blueprints of a catalog come from. A model overrides a snapshot. Without any source, a project's own
/// settings count: the snapshot that `portwright.toml` names, and its model.
#[derive(Clone, Default)]
pub struct CatalogSources<'p> {
    /// A file with a snapshot, relative to the folder that the run was started in.
    pub snapshot: Option<PathBuf>,
    /// The folder of a model, relative to the folder that the run was started in.
    pub model: Option<PathBuf>,
    /// A portal, which is read if no snapshot is named.
    pub portal: Option<&'p dyn Portal>,
    /// Whether the portal is also asked for the identifiers of all entities.
    pub with_entities: bool,
}

#[derive(Debug, Default)]
pub(crate) struct CatalogParts {
    pub snapshot: Option<Snapshot>,
    pub model: Option<Model>,
}

/// Why a source of a catalog could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// The model or the settings of the project.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// The file of a snapshot.
    #[error("{reason}")]
    Snapshot {
        /// The reason.
        reason: String,
        /// What to do, where that is known.
        help: Option<String>,
    },
    /// The model's folder is a file.
    #[error("`{0}` is a file, but a model must be a folder")]
    ModelIsAFile(String),
    /// The portal.
    #[error(transparent)]
    Portal(#[from] PortalError),
    /// A schema is wanted, and no source has blueprints.
    #[error("no blueprints are loaded, so there is no schema to write")]
    NoBlueprints,
}

impl CatalogSources<'_> {
    pub(crate) fn load(&self, workspace: &Workspace<'_>) -> Result<CatalogParts, CatalogError> {
        let is_default = self.snapshot.is_none() && self.model.is_none() && self.portal.is_none();
        let file = match &self.snapshot {
            Some(file) => Some(workspace.here.join(file)),
            None if is_default => {
                workspace.project.file.lint.catalog.as_deref().map(|file| workspace.project.root.join(file))
            }
            None => None,
        };
        let snapshot = match (file, self.portal) {
            (Some(file), _) => Some(snapshot_in(&file, workspace)?),
            (None, Some(portal)) => Some(of_portal(portal, self.with_entities)?),
            (None, None) => None,
        };
        let model = match &self.model {
            Some(folder) if workspace.here.join(folder).is_file() => {
                return Err(CatalogError::ModelIsAFile(folder.display().to_string()));
            }
            Some(folder) => Some(workspace.model_in(folder)?),
            None if is_default && workspace.project.has_model() => Some(workspace.model()?),
            None => None,
        };
        Ok(CatalogParts { snapshot, model })
    }
}

impl CatalogParts {
    pub(crate) fn is_empty(&self) -> bool {
        self.snapshot.is_none() && self.model.is_none()
    }

    pub(crate) fn catalog(&self, workspace: &Workspace<'_>) -> Result<Option<Catalog>, WorkspaceError> {
        if self.is_empty() {
            return Ok(None);
        }
        Ok(Some(catalog(self.snapshot.as_ref(), self.model.as_ref(), &workspace.external()?)))
    }
}

fn snapshot_in(file: &Path, workspace: &Workspace<'_>) -> Result<Snapshot, CatalogError> {
    let name = workspace.display(file);
    if file.is_dir() {
        let reason = format!("`{name}` is a folder, but a catalog snapshot must be a file");
        return Err(CatalogError::Snapshot { reason, help: Some(format!("for a model, write `--model {name}`")) });
    }
    let help = (!file.exists()).then(|| format!("to create it, run `portwright snapshot --out {name}`"));
    read_snapshot(file, &name).map_err(|reason| CatalogError::Snapshot { reason, help })
}

/// The snapshot of a portal: its blueprints, and the identifiers of their entities if `entities`.
pub(super) fn of_portal(portal: &dyn Portal, entities: bool) -> Result<Snapshot, PortalError> {
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

/// The catalog of a snapshot, with the model's changes applied.
pub fn catalog(snapshot: Option<&Snapshot>, model: Option<&Model>, external: &[Key]) -> Catalog {
    let none = Model::default();
    let stated = model.unwrap_or(&none);
    let (bodies, complete) = bodies(snapshot, stated, external);
    catalog_of(&bodies, complete, snapshot, stated)
}

/// The catalog of these blueprints, with the entities of a snapshot and the declarations of a model.
pub(super) fn catalog_of(bodies: &Bodies, complete: bool, snapshot: Option<&Snapshot>, stated: &Model) -> Catalog {
    let mut catalog = Catalog::from_resources(bodies, complete).with_declarations(stated);
    for (blueprint, identifiers) in snapshot.iter().flat_map(|snapshot| &snapshot.entities) {
        catalog.insert_entities(blueprint, identifiers.iter().cloned());
    }
    catalog
}

/// The blueprints of a snapshot with a model's changes applied, and whether there are no others. A partly known blueprint
/// stays partly known.
pub(crate) fn bodies(snapshot: Option<&Snapshot>, stated: &Model, external: &[Key]) -> (Bodies, bool) {
    let alone = Bodies::from_model(stated, external);
    let Some(snapshot) = snapshot else { return (alone, false) };
    let key = |identifier: &str| Key::new(&KIND, identifier);
    let live: Live = snapshot.blueprints.iter().map(|(identifier, body)| (key(identifier), body.clone())).collect();
    let mut bodies = bodies_after(stated, &live);
    let whole_in_model = |identifier: &str| matches!(alone.existence(KIND.name, identifier), Existence::Complete(_));
    for identifier in snapshot.partial.iter().filter(|identifier| !whole_in_model(identifier)) {
        if let Existence::Complete(body) = bodies.existence(KIND.name, identifier) {
            let body = body.clone();
            bodies.insert(&key(identifier), body, false);
        }
    }
    // A blueprint that the model adds to exists, even if the snapshot is older.
    for identifier in alone.identifiers(KIND.name) {
        let lacking = matches!(bodies.existence(KIND.name, identifier), Existence::Absent | Existence::Unknown);
        let added_to = stated.declarations.iter().any(|one| one.key.as_ref() == Some(&key(identifier)));
        if let Existence::Partial(body) = alone.existence(KIND.name, identifier)
            && lacking
            && (!snapshot.complete || added_to)
        {
            let body = body.clone();
            bodies.insert(&key(identifier), body, false);
        }
    }
    (bodies, snapshot.complete)
}
