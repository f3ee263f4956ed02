//! The flags that say where the blueprints of a catalog come from.

use std::path::PathBuf;

use crate::cli::env::Settings;
use crate::cli::failure::Failure;
use crate::ops::catalog::CatalogSources;
use crate::portal::Portal;

/// Where blueprints are loaded from. A model is laid over a snapshot.
#[derive(clap::Args, Debug)]
pub(crate) struct CatalogArgs {
    /// Load the blueprints from a catalog snapshot
    #[arg(long, value_name = "FILE")]
    catalog: Option<PathBuf>,
    /// Load the blueprints from the model in this folder
    #[arg(long, value_name = "FOLDER")]
    model: Option<PathBuf>,
}

impl CatalogArgs {
    /// Whether a flag names a snapshot.
    pub(crate) fn names_snapshot(&self) -> bool {
        self.catalog.is_some()
    }

    /// The portal that `--portal` names, where it is a source of blueprints: no snapshot spares it.
    pub(crate) fn portal(&self, settings: &Settings) -> Result<Option<Box<dyn Portal>>, Failure> {
        (settings.names_portal() && !self.names_snapshot()).then(|| settings.portal()).transpose()
    }

    /// The sources that the flags name, and this portal.
    pub(crate) fn sources<'p>(&self, portal: Option<&'p dyn Portal>, with_entities: bool) -> CatalogSources<'p> {
        CatalogSources { snapshot: self.catalog.clone(), model: self.model.clone(), portal, with_entities }
    }
}
