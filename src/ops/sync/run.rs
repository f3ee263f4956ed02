//! A sync from beginning to end: check the files, put their entities in order, send them, delete the others.

use std::path::PathBuf;

use crate::ground::escape::escaped;
use crate::ground::finding::Severity;
use crate::lint::Rule;
use crate::lint::port::{Declared, Provider};
use crate::model::Catalog;
use crate::ops::catalog::{CatalogError, CatalogSources};
use crate::ops::lint::{LintError, LintInput, LintReport, Selection, Session};
use crate::ops::sync::check::{Asked, check};
use crate::ops::sync::gather::{AttachError, attach, gather};
use crate::ops::sync::order::Order;
use crate::ops::sync::removal::{Removal, RemovalError, removal};
use crate::ops::sync::send::{Synced, arranged, delete, write};
use crate::ops::workspace::Workspace;
use crate::portal::{Portal, PortalError};

/// What is brought to which portal.
#[derive(Clone, Copy)]
pub(crate) struct SyncInput<'s> {
    /// The project.
    pub workspace: Workspace<'s>,
    /// The rules that there are.
    pub rules: &'s [&'static Rule],
    /// The portal.
    pub portal: &'s dyn Portal,
    /// Files and folders; all that lie below the folder that the run was started in, if there are none.
    pub paths: &'s [PathBuf],
    /// The git revision whose entities are deleted where no file declares them now.
    pub base: Option<&'s str>,
    /// How many deletions are allowed; without it, as many as are usual.
    pub allow_deletes: Option<usize>,
    /// Whether the portal is only asked what it would take.
    pub dry_run: bool,
}

/// How a sync talks to whoever started it.
pub(crate) struct SyncHooks<'a, E> {
    /// Takes the findings of files that have no error, before anything is sent. An error ends the sync.
    pub checked: &'a mut dyn FnMut(&LintReport) -> Result<(), E>,
    /// Asked before each request; once it says so, the other entities are not reached.
    pub stop: &'a (dyn Fn() -> bool + Sync),
    /// Takes how many entities were sent, and of how many.
    pub progress: &'a mut dyn FnMut(usize, usize),
}

/// What came of a sync.
#[derive(Debug)]
pub(crate) struct SyncReport {
    /// What was found in the files.
    pub lint: LintReport,
    /// The entities to delete.
    pub removal: Removal,
    /// What was done.
    pub outcome: SyncOutcome,
}

/// What a sync did.
#[derive(Debug)]
pub(crate) enum SyncOutcome {
    /// Nothing: the files have errors.
    Invalid,
    /// It asked what the portal would take.
    Rehearsed(Asked),
    /// It sent the entities.
    Performed(Synced),
}

/// Why a sync did nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SyncError {
    /// The files could not be checked.
    #[error(transparent)]
    Lint(LintError),
    /// The portal does not say which blueprints it has.
    #[error(transparent)]
    Portal(PortalError),
    /// A file may declare more entities than were understood.
    #[error("nothing was written: `{0}` could not be read completely")]
    NotUnderstood(String),
    /// A value names a file that cannot be read.
    #[error("nothing was written: {0}")]
    Attach(#[from] AttachError),
    /// Each of these entities needs the next one.
    #[error("nothing was written: entities require one another: {}", .0.join(" -> "))]
    Cycle(Vec<String>),
    /// It is not certain what to delete.
    #[error("nothing was written: {0}")]
    Removal(#[from] RemovalError),
}

impl From<LintError> for SyncError {
    fn from(error: LintError) -> Self {
        match error {
            LintError::Catalog(CatalogError::Portal(error)) => Self::Portal(error),
            other => Self::Lint(other),
        }
    }
}

impl SyncInput<'_> {
    /// Checks the files, and writes nothing if there is an error. Then sends their entities, each after those that it relates
    /// to, and deletes those that only the earlier revision declares.
    ///
    /// # Errors
    /// See [`SyncError`]; nothing is written then. A portal that stops to answer later is part of the report.
    pub(crate) fn run<E: From<SyncError>>(&self, hooks: SyncHooks<'_, E>) -> Result<SyncReport, E> {
        let mut session = Session::open(self.lint()).map_err(SyncError::from)?;
        let lint = session.report().map_err(SyncError::from)?;
        let is_error = lint.findings.iter().any(|finding| finding.severity == Severity::Error)
            || lint.omitted.iter().any(|(_, omitted)| omitted.error);
        if is_error {
            return Ok(SyncReport { lint, removal: Removal::default(), outcome: SyncOutcome::Invalid });
        }
        (hooks.checked)(&lint)?;
        let catalog = session.catalog().expect("a portal always says which blueprints it has");
        let (entities, order, removal) = self.prepared(&session, catalog)?;
        let outcome = match self.dry_run {
            true => SyncOutcome::Rehearsed(self.rehearsed(&entities, catalog, hooks.stop)),
            false => SyncOutcome::Performed(self.performed(&entities, &order, &removal, catalog, hooks)),
        };
        Ok(SyncReport { lint, removal, outcome })
    }

    /// The files are checked as `lint` does, but for relations to entities that no file declares: the portal may have them.
    fn lint(&self) -> LintInput<'_> {
        LintInput {
            selection: Selection::of(self.paths),
            catalog: CatalogSources { portal: Some(self.portal), ..CatalogSources::default() },
            provider: Some(Provider::default()),
            open_relations: true,
            ..LintInput::new(self.workspace, self.rules)
        }
    }

    /// The entities, the order in which they are written, and those to delete.
    fn prepared(&self, session: &Session<'_>, catalog: &Catalog) -> Result<(Vec<Declared>, Order, Removal), SyncError> {
        let mut gathered = gather(session.listing(), session.reader());
        if let Some(broken) = gathered.broken.first() {
            return Err(SyncError::NotUnderstood(broken.clone()));
        }
        attach(&mut gathered.entities, session.repository())?;
        let order = arranged(&gathered.entities, catalog).map_err(|cycle| SyncError::Cycle(named(&cycle)))?;
        let removal = match self.base {
            Some(base) => removal(session, &gathered, base, self.allow_deletes)?,
            None => Removal::default(),
        };
        Ok((gathered.entities, order, removal))
    }

    /// Asks what the portal would take.
    fn rehearsed(&self, entities: &[Declared], catalog: &Catalog, stop: &(dyn Fn() -> bool + Sync)) -> Asked {
        let entities: Vec<&Declared> = entities.iter().collect();
        let coming = entities.iter().map(|entity| entity.name()).collect();
        check(&entities, &coming, catalog, self.portal, stop)
    }

    /// Sends the entities, and then deletes the others.
    fn performed<E>(
        &self,
        entities: &[Declared],
        order: &Order,
        removal: &Removal,
        catalog: &Catalog,
        hooks: SyncHooks<'_, E>,
    ) -> Synced {
        let mut done = 0;
        let mut sent = |number: usize| {
            done += number;
            (hooks.progress)(done, entities.len());
        };
        let mut synced = write(entities, order, self.portal, hooks.stop, &mut sent);
        if synced.refused.is_empty() && synced.stopped.is_none() {
            delete(&removal.entities, catalog, self.portal, hooks.stop, &mut synced);
        } else {
            // What was refused may be what the deleted ones were to be replaced by.
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
