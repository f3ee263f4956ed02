//! Where a command learns what blueprints there are.

use std::path::PathBuf;

use crate::cli::env::Settings;
use crate::cli::failure::Failure;
use crate::disk::snapshot::read_snapshot;
use crate::model::{Model, Snapshot};
use crate::ops;
use crate::portal::Portal;

/// Where blueprints are learnt from. A snapshot and a model are laid over one another.
#[derive(clap::Args, Debug)]
pub struct KnownArgs {
    /// Learn the blueprints from a catalog snapshot
    #[arg(long, value_name = "FILE")]
    catalog: Option<PathBuf>,
    /// Learn the blueprints from the model in this folder
    #[arg(long, value_name = "FOLDER")]
    model: Option<PathBuf>,
}

/// What was learnt.
#[derive(Debug)]
pub struct Learnt {
    /// From a snapshot or a portal.
    pub snapshot: Option<Snapshot>,
    /// From a model.
    pub model: Option<Model>,
}

impl KnownArgs {
    /// Reads what the flags name: a snapshot, a model, the portal of `--portal`. Without any of them, what
    /// `portwright.toml` names as the catalog, and the model beside it.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn read(&self, settings: &Settings) -> Result<Learnt, Failure> {
        let asks_portal = settings.names_portal();
        let is_silent = self.catalog.is_none() && self.model.is_none() && !asks_portal;
        let catalog = match &self.catalog {
            Some(file) => Some(settings.here.join(file)),
            None if is_silent => {
                settings.project.file.lint.catalog.as_ref().map(|file| settings.project.root.join(file))
            }
            None => None,
        };
        let snapshot = match catalog {
            Some(file) => Some(read_snapshot(&file, &settings.shown(&file)).map_err(Failure::could_not_run)?),
            None if asks_portal => Some(ops::snapshot::of_portal(&*settings.portal()?, true)?),
            None => None,
        };
        let model = match &self.model {
            Some(folder) => Some(settings.model_in(&settings.here.join(folder))?),
            None if is_silent && settings.project.is_marked && settings.project.model_folder().is_dir() => {
                Some(settings.model()?)
            }
            None => None,
        };
        Ok(Learnt { snapshot, model })
    }
}

impl KnownArgs {
    /// Whether a flag names a snapshot.
    pub fn names_snapshot(&self) -> bool {
        self.catalog.is_some()
    }

    /// Reads the blueprints alone, from a portal that can be asked for entities one by one; what the flags name comes
    /// first.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn read_beside(&self, settings: &Settings, portal: Option<&dyn Portal>) -> Result<Learnt, Failure> {
        match portal.filter(|_| self.catalog.is_none()) {
            Some(portal) => {
                let model = self.model.as_ref().map(|folder| settings.model_in(&settings.here.join(folder)));
                let snapshot = ops::snapshot::of_portal(portal, false)?;
                Ok(Learnt { snapshot: Some(snapshot), model: model.transpose()? })
            }
            None => self.read(settings),
        }
    }
}

impl Learnt {
    /// Whether nothing was learnt.
    pub fn is_nothing(&self) -> bool {
        self.snapshot.is_none() && self.model.is_none()
    }
}
