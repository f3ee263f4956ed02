//! The blueprints that entities are checked against, from a snapshot, a portal or a model.

use std::path::{Path, PathBuf};

use crate::disk::snapshot::read_text;
use crate::kind::blueprint::KIND;
use crate::kind::{Existence, Key, Resources};
use crate::model::{Bodies, Catalog, Model, Snapshot};
use crate::ops::catalog_error::CatalogError;
use crate::ops::catalog_url::{Remote, check, fetch, is_url};
use crate::ops::workspace::{Workspace, WorkspaceError};
use crate::plan::{Live, bodies_after};
use crate::portal::{Portal, PortalError, resources};

/// Where the blueprints of a catalog come from. A model overrides a snapshot. Without any source, a project's own
/// settings count: the snapshot that `portwright.toml` names, and its model.
#[derive(Default)]
pub struct CatalogSources<'p> {
    /// A file with a snapshot, relative to the folder that the run was started in, or its URL.
    pub snapshot: Option<PathBuf>,
    /// The snapshot's checksum: the hexadecimal digits of SHA-256. It takes precedence over that in `portwright.toml`.
    pub checksum: Option<String>,
    /// What a snapshot at a URL needs. Without it, one cannot be used.
    pub remote: Option<Remote<'p>>,
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

impl CatalogSources<'_> {
    pub(crate) fn load(&self, workspace: &Workspace<'_>) -> Result<CatalogParts, CatalogError> {
        let is_default = self.snapshot.is_none() && self.model.is_none() && self.portal.is_none();
        let settings = &workspace.project.file.lint;
        let configured = settings.catalog.as_deref().filter(|_| is_default);
        let in_settings = |file: &Path| workspace.project.root.join(file);
        let source = match (&self.snapshot, configured) {
            (Some(url), _) if is_url(url) => Some(url.clone()),
            (Some(file), _) => Some(workspace.here.join(file)),
            (None, Some(url)) if is_url(url) => Some(url.to_path_buf()),
            (None, file) => file.map(in_settings),
        };
        let own = configured.and(settings.catalog_checksum.as_ref()).map(|checksum| checksum.digits.as_str());
        let checksum = self.checksum.as_deref().or(own);
        let snapshot = match (source, self.portal) {
            (Some(source), _) => match (self.snapshot_of(&source, checksum, workspace), configured) {
                // Only what a flag names must be there.
                (Err(CatalogError::Unreachable { url, reason }), Some(_)) if !settings.require_catalog => {
                    self.note(&format!("`{url}` could not be reached, and there is no copy of it: {reason}."));
                    None
                }
                (snapshot, _) => Some(snapshot?),
            },
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

    fn snapshot_of(
        &self,
        source: &Path,
        checksum: Option<&str>,
        workspace: &Workspace<'_>,
    ) -> Result<Snapshot, CatalogError> {
        match (source.to_str().filter(|_| is_url(source)), &self.remote) {
            (Some(url), Some(remote)) => fetch(url, checksum, remote),
            (Some(url), None) => {
                let reason = "a catalog at a URL cannot be read by this command".to_owned();
                Err(CatalogError::Unreachable { url: url.to_owned(), reason })
            }
            (None, _) => snapshot_in(source, checksum, workspace),
        }
    }

    fn note(&self, text: &str) {
        if let Some(remote) = &self.remote {
            (remote.note)(text);
        }
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

fn snapshot_in(file: &Path, checksum: Option<&str>, workspace: &Workspace<'_>) -> Result<Snapshot, CatalogError> {
    let name = workspace.display(file);
    if file.is_dir() {
        let reason = format!("`{name}` is a folder, but a catalog snapshot must be a file");
        return Err(CatalogError::Snapshot { reason, help: Some(format!("for a model, write `--model {name}`")) });
    }
    let help = (!file.exists()).then(|| format!("to create it, run `portwright snapshot --out {name}`"));
    let failed = |reason: String| CatalogError::Snapshot { reason, help: help.clone() };
    let text = read_text(file, &name).map_err(&failed)?;
    check(&text, checksum, &name)?;
    Snapshot::parse(&text).map_err(|error| failed(format!("`{name}` cannot be used: {error}")))
}

/// The snapshot of a portal: its blueprints, and the identifiers of their entities if `entities`.
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
