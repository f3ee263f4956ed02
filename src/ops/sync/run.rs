//! A complete sync: checks the files, sorts their entities, sends them, and deletes entities that are no longer declared.

use std::path::PathBuf;

use crate::ground::escape::escaped;
use crate::lint::Rule;
use crate::lint::port::Declared;
use crate::model::Catalog;
use crate::ops::catalog::CatalogSources;
use crate::ops::lint::{LintError, LintInput, LintReport, Selection, Session};
use crate::ops::sync::check::{PortalCheck, check};
use crate::ops::sync::gather::{AttachError, attach, gather};
use crate::ops::sync::order::Order;
use crate::ops::sync::removal::{Removal, RemovalError, removal};
use crate::ops::sync::search::{SearchError, resolve};
use crate::ops::sync::send::{Synced, delete, write, write_order};
use crate::ops::sync::unchanged::unchanged;
use crate::ops::workspace::Workspace;
use crate::portal::Portal;

#[derive(Clone, Copy)]
pub(crate) struct SyncInput<'s> {
    pub workspace: Workspace<'s>,
    pub rules: &'s [&'static Rule],
    pub portal: &'s dyn Portal,
    /// Files and folders; if there are none, all files below the current folder.
    pub paths: &'s [PathBuf],
    /// The git revision whose entities are deleted if no file declares them now.
    pub base: Option<&'s str>,
    /// How many deletions are allowed; the default limit applies if this is `None`.
    pub allow_deletes: Option<usize>,
    pub dry_run: bool,
}

pub(crate) struct SyncHooks<'a, E> {
    /// Called with the findings before anything is sent, unless one of them is an error. If it returns `Err`, the sync ends.
    pub checked: &'a mut dyn FnMut(&LintReport) -> Result<(), E>,
    /// Called before each request; once it returns true, the remaining entities are not sent.
    pub stop: &'a (dyn Fn() -> bool + Sync),
    /// Called with the number of entities sent so far, and the total.
    pub progress: &'a mut dyn FnMut(usize, usize),
}

#[derive(Debug)]
pub(crate) struct SyncReport {
    pub lint: LintReport,
    pub removal: Removal,
    pub outcome: SyncOutcome,
}

#[derive(Debug)]
pub(crate) enum SyncOutcome {
    Invalid,
    DryRun(PortalCheck),
    Written(Synced),
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum SyncError {
    #[error(transparent)]
    Lint(#[from] LintError),
    #[error("nothing was written: `{0}` could not be read completely")]
    PartlyRead(String),
    #[error("nothing was written: {0}")]
    Attach(#[from] AttachError),
    #[error("nothing was written: {0}")]
    Search(#[from] SearchError),
    #[error("nothing was written: entities require each other: {}", .0.join(" -> "))]
    Cycle(Vec<String>),
    #[error("nothing was written: {0}")]
    Removal(#[from] RemovalError),
}

impl SyncInput<'_> {
    /// Checks the files, and writes nothing if there is an error. Then sends their entities, each after those that it relates
    /// to, and deletes those that only the earlier revision declares.
    pub(crate) fn run<E: From<SyncError>>(&self, hooks: SyncHooks<'_, E>) -> Result<SyncReport, E> {
        let mut session = Session::open(self.lint()).map_err(SyncError::from)?;
        let lint = session.report().map_err(SyncError::from)?;
        if lint.fails(false) {
            return Ok(SyncReport { lint, removal: Removal::default(), outcome: SyncOutcome::Invalid });
        }
        (hooks.checked)(&lint)?;
        let catalog = session.catalog().expect("a portal always lists its blueprints");
        let (entities, order, removal) = self.prepare(&session, catalog)?;
        let outcome = match self.dry_run {
            true => {
                let entities: Vec<&Declared> = entities.iter().collect();
                let pending = entities.iter().map(|entity| entity.name()).collect();
                SyncOutcome::DryRun(check(&entities, &pending, catalog, self.portal, hooks.stop))
            }
            false => SyncOutcome::Written(self.perform(&entities, &order, &removal, catalog, hooks)),
        };
        Ok(SyncReport { lint, removal, outcome })
    }

    /// Checks as `lint` does, except that relations may refer to entities that only the portal has.
    fn lint(&self) -> LintInput<'_> {
        LintInput {
            selection: Selection::of(self.paths),
            catalog: CatalogSources { portal: Some(self.portal), ..CatalogSources::default() },
            allow_unlisted_targets: true,
            ..LintInput::new(self.workspace, self.rules)
        }
    }

    fn prepare(&self, session: &Session<'_>, catalog: &Catalog) -> Result<(Vec<Declared>, Order, Removal), SyncError> {
        let mut gathered = gather(&session.listing, &session.reader);
        if let Some(broken) = gathered.broken.first() {
            return Err(SyncError::PartlyRead(broken.clone()));
        }
        resolve(&mut gathered, self.portal, self.base.is_some())?;
        attach(&mut gathered.entities, session.repository(), session.provider())?;
        let order = write_order(&gathered.entities, catalog).map_err(|cycle| SyncError::Cycle(named(&cycle)))?;
        let removal = match self.base {
            Some(base) => removal(session, &gathered, base, self.allow_deletes)?,
            None => Removal::default(),
        };
        removal.check_relations(&gathered, catalog)?;
        Ok((gathered.entities, order, removal))
    }

    fn perform<E>(
        &self,
        entities: &[Declared],
        order: &Order,
        removal: &Removal,
        catalog: &Catalog,
        hooks: SyncHooks<'_, E>,
    ) -> Synced {
        let unchanged = match unchanged(entities, self.portal, hooks.stop) {
            Ok(unchanged) => unchanged,
            Err(stopped) => {
                let left = entities.len() + removal.entities.len();
                return Synced { left, stopped: Some(stopped), ..Synced::default() };
            }
        };
        let mut done = 0;
        let mut sent = |number: usize| {
            done += number;
            (hooks.progress)(done, entities.len() - unchanged.len());
        };
        let mut synced = write(entities, &unchanged, order, self.portal, hooks.stop, &mut sent);
        if synced.refused.is_empty() && synced.stopped.is_none() {
            delete(&removal.entities, catalog, self.portal, hooks.stop, &mut synced);
        } else {
            // A refused entity may be the replacement of a deleted one.
            synced.left += removal.entities.len();
            synced.deletions_skipped = !removal.entities.is_empty();
        }
        synced
    }
}

/// The entities of a cycle, with the first one again at the end.
fn named(cycle: &[&Declared]) -> Vec<String> {
    let name = |entity: &&Declared| {
        let (file, at) = (escaped(&entity.place.file.name), entity.place.position());
        format!("`{}` ({file}:{at})", entity.identifier)
    };
    cycle.iter().chain(cycle.first()).map(name).collect()
}
