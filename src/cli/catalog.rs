//! The flags for the sources of a catalog's blueprints.

use std::path::{Path, PathBuf};

use crate::cli::env::Settings;
use crate::cli::failure::Failure;
use crate::cli::remote::remote;
use crate::ground::checksum::Checksum;
use crate::ops::catalog::CatalogSources;
use crate::portal::Portal;

/// Where blueprints are loaded from. With both, the model overrides the snapshot.
#[derive(clap::Args, Debug)]
pub(crate) struct CatalogArgs {
    /// Load the blueprints from a catalog snapshot: a file, or a URL, of which a copy is kept
    #[arg(long, value_name = "FILE|URL")]
    pub catalog: Option<PathBuf>,
    /// Use the snapshot only if it has this checksum: `sha256:` and its digits
    #[arg(long, value_name = "SUM", hide_short_help = true)]
    catalog_checksum: Option<Checksum>,
    /// Load the blueprints from the model in this folder
    #[arg(long, value_name = "FOLDER")]
    model: Option<PathBuf>,
}

impl CatalogArgs {
    pub(crate) fn model(&self) -> Option<&Path> {
        self.model.as_deref()
    }

    /// The portal that `--portal` names, unless blueprints come from a snapshot.
    pub(crate) fn portal(&self, settings: &Settings) -> Result<Option<Box<dyn Portal>>, Failure> {
        (settings.portal_flag.is_some() && self.catalog.is_none()).then(|| settings.portal()).transpose()
    }

    pub(crate) fn sources<'p>(
        &self,
        settings: &'p Settings,
        portal: Option<&'p dyn Portal>,
        with_entities: bool,
    ) -> CatalogSources<'p> {
        CatalogSources {
            snapshot: self.catalog.clone(),
            checksum: self.catalog_checksum.as_ref().map(|checksum| checksum.digits.clone()),
            remote: Some(remote(settings)),
            model: self.model.clone(),
            portal,
            with_entities,
        }
    }
}
