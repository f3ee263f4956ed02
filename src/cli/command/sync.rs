//! `portwright sync`.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use crate::cli::args::Format;
use crate::cli::command::lint::{project_levels, project_names};
use crate::cli::env::Settings;
use crate::cli::failure::{Exit, Failure};
use crate::cli::signals::interrupted;
use crate::cli::terminal::aside;
use crate::cli::view;
use crate::cli::view::findings::Report;
use crate::disk::discover::{Listing, Search, absolute, discover};
use crate::disk::reading::Reader;
use crate::disk::repository::Repository;
use crate::disk::revision::files_at;
use crate::ground::finding::Severity;
use crate::lint::port::{Declared, Level, Levels, Lint};
use crate::lint::rules::DANGLING_RELATION;
use crate::model::Catalog;
use crate::ops;
use crate::ops::lint::Texts;
use crate::ops::sync::{Gathered, Order, Removal, Stopped};
use crate::portal::{Portal, PortalError};
use crate::yaml::parse::Limits;

/// Bring the entities in port.yml files to a portal
///
/// Checks the files as lint does, and writes nothing if there is an error. Then creates and updates their entities, each
/// after those that it relates to. What a file does not state stays as it is.
#[derive(clap::Args, Debug)]
pub struct SyncArgs {
    /// Files and folders; without any, all that lies below the current folder
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Ask the portal what it would take, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Delete the entities that files declare at this git revision and no file declares now
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    /// With --base: allow so many deletions, or `all`, where they are more than ten and more than a fifth
    #[arg(long, value_name = "N", value_parser = allowed, requires = "base")]
    allow_deletes: Option<usize>,
}

/// Takes a number, or `all`.
fn allowed(text: &str) -> Result<usize, String> {
    match text {
        "all" => Ok(usize::MAX),
        number => number.parse().map_err(|_| "it is neither a number nor `all`".to_owned()),
    }
}

/// Runs it.
///
/// # Errors
/// Input that is not right, and a portal that cannot be asked.
pub fn run(args: &SyncArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let listing = listing(args, settings)?;
    let reader = Reader { here: &settings.here, limits: Limits::default(), given: None };
    let repository = Repository { top: listing.top.clone(), here: settings.here.clone() };
    let portal = settings.portal()?;
    let snapshot = ops::snapshot::of_portal(&*portal, false).map_err(|error| Failure::of_server(&error))?;
    let catalog = ops::known::catalog(Some(&snapshot), None, &[]);
    if !is_right(&listing, &reader, &Lint::new(Some(&catalog), &repository, &levels(settings)), settings, out)? {
        return Ok(Exit::CouldNotRun);
    }
    let mut gathered = ops::sync::gather(&listing, &reader);
    if let Some(broken) = gathered.broken.first() {
        return Err(Failure::could_not_run(format!("nothing was done: not all of `{broken}` is understood")));
    }
    ops::sync::attach(&mut gathered.entities, &repository)
        .map_err(|error| Failure::could_not_run(format!("nothing was done: {error}")))?;
    let order = ops::sync::arranged(&gathered.entities, &catalog).map_err(|circle| circular(&circle))?;
    let removal = removal(args, &listing, &gathered, settings)?;
    let work = Work { entities: &gathered.entities, catalog: &catalog, removal: &removal, portal: &*portal, settings };
    let flag = interrupted()?;
    let stop = || flag.load(Ordering::Relaxed);
    if args.dry_run { work.rehearse(&stop, out) } else { work.perform(&order, &stop, out) }
}

fn listing(args: &SyncArgs, settings: &Settings) -> Result<Listing, Failure> {
    let names = project_names(settings)?;
    let search = Search {
        here: &settings.here,
        project: settings.project.is_marked.then_some(settings.project.root.as_path()),
        given: &args.paths,
        listed: None,
        stdin_file: None,
        names: &names,
    };
    discover(&search).map_err(|error| Failure::could_not_run(error.to_string()))
}

/// As a project says, but for relations to entities that no file declares: the portal knows whether it has them.
fn levels(settings: &Settings) -> Levels {
    let mut said = project_levels(settings);
    said.push((DANGLING_RELATION.to_owned(), Level::Allow));
    Levels { said, pedantic: false }
}

/// Whether the files have no error; reports what is found if they do.
fn is_right(
    listing: &Listing,
    reader: &Reader<'_>,
    lint: &Lint<'_>,
    settings: &Settings,
    out: &mut dyn Write,
) -> Result<bool, Failure> {
    let linted = ops::lint::lint(listing, reader, lint, Texts::AsShown);
    let is_error = linted.findings.iter().any(|finding| finding.severity == Severity::Error)
        || linted.left_out.iter().any(|(_, left_out)| left_out.error);
    if !is_error {
        if !settings.quiet {
            view::findings_aside(&linted.findings, settings)?;
        }
        return Ok(true);
    }
    let files = Some(linted.checked);
    let report = Report { found: &linted.findings, known: &[], files, left_out: &linted.left_out };
    view::findings::report(report, settings, out)?;
    out.flush()?;
    if !settings.quiet {
        aside("Nothing was written.");
    }
    Ok(false)
}

fn circular(circle: &[&Declared]) -> Failure {
    let named = |entity: &&Declared| format!("`{}` ({})", entity.identifier, view::sync::place(entity));
    let names: Vec<String> = circle.iter().chain(circle.first()).map(named).collect();
    Failure::could_not_run(format!("nothing was done: entities need one another: {}", names.join(" -> ")))
        .help("none of them can be the first: make one of these relations optional in its blueprint")
}

/// What is to be deleted.
fn removal(args: &SyncArgs, listing: &Listing, gathered: &Gathered, settings: &Settings) -> Result<Removal, Failure> {
    let Some(base) = &args.base else { return Ok(Removal::default()) };
    let refused = |reason: String| Failure::could_not_run(format!("nothing was done: {reason}"));
    if let Some(broken) = gathered.others_broken.first() {
        return Err(refused(format!("`{broken}` is not understood, and may declare what would be deleted")));
    }
    if let Some((path, reason)) = listing.unread.first() {
        let path = settings.shown(path);
        return Err(refused(format!(
            "`{path}` cannot be looked into, and may declare what would be deleted: {reason}"
        )));
    }
    let names = project_names(settings)?;
    let within: Vec<PathBuf> = match args.paths.is_empty() {
        true => vec![settings.here.clone()],
        false => args.paths.iter().map(|path| absolute(&settings.here, path)).collect(),
    };
    let wanted = |path: &Path| {
        names.wanted(path) && !names.excluded(path) && within.iter().any(|folder| path.starts_with(folder))
    };
    let files = files_at(&listing.top, base, Limits::default().bytes as u64, &wanted).map_err(|error| {
        refused(error.to_string()).help("in CI, let the checkout fetch that revision too (`fetch-depth: 0`)")
    })?;
    let now: BTreeSet<(&str, &str)> = gathered.entities.iter().chain(&gathered.others).map(Declared::name).collect();
    let removal = ops::sync::removal(&files, &now);
    for file in removal.broken.iter().filter(|_| !settings.quiet) {
        aside(&format!("Not all of `{file}` is understood as it was at `{base}`, so what else it declared stays."));
    }
    let number = removal.entities.len();
    let is_too_many = args.allow_deletes.map_or(removal.is_unusual(), |most| number > most);
    if is_too_many {
        let declared = view::count(removal.declared, "entity");
        let failure = refused(format!("{number} of {declared} that `{base}` declares would be deleted"));
        return Err(failure.help(format!("if that is meant, add --allow-deletes {number}")));
    }
    Ok(removal)
}

/// All that a sync is about.
struct Work<'w> {
    entities: &'w [Declared],
    catalog: &'w Catalog,
    removal: &'w Removal,
    portal: &'w dyn Portal,
    settings: &'w Settings,
}

impl Work<'_> {
    /// Asks what the portal would take.
    fn rehearse(&self, stop: &(dyn Fn() -> bool + Sync), out: &mut dyn Write) -> Result<Exit, Failure> {
        let entities: Vec<&Declared> = self.entities.iter().collect();
        let coming = entities.iter().map(|entity| entity.name()).collect();
        let asked = ops::sync::check(&entities, &coming, self.catalog, self.portal, stop);
        match self.settings.format {
            Format::Json => view::sync::rehearsed_json(&asked, self.removal, &self.portal.name(), out)?,
            _ => view::sync::rehearsed(&asked, self.removal, self.settings.paint, out)?,
        }
        out.flush()?;
        ended(asked.stopped, asked.refused.is_empty())
    }

    /// Writes, and then deletes.
    fn perform(&self, order: &Order, stop: &dyn Fn() -> bool, out: &mut dyn Write) -> Result<Exit, Failure> {
        /// Told about so often, in entities.
        const STEP: usize = 1000;
        let mut done = 0;
        let mut told = |number: usize| {
            if !self.settings.quiet && (done + number) / STEP > done / STEP {
                aside(&format!("{} of {} entities sent.", done + number, self.entities.len()));
            }
            done += number;
        };
        let mut sync = ops::sync::write(self.entities, order, self.portal, stop, &mut told);
        let all_in = sync.refused.is_empty() && sync.stopped.is_none();
        if all_in {
            ops::sync::delete(&self.removal.entities, self.catalog, self.portal, stop, &mut sync);
        } else {
            // What was refused may be what the deleted ones were to be replaced by.
            sync.left += self.removal.entities.len();
        }
        match self.settings.format {
            Format::Json => view::sync::json(&sync, &self.portal.name(), out)?,
            _ => view::sync::human(&sync, self.settings.paint, out)?,
        }
        out.flush()?;
        if !all_in && !self.removal.entities.is_empty() && !self.settings.quiet {
            aside("Nothing was deleted, because not all entities went in.");
        }
        let complete = sync.refused.is_empty();
        ended(sync.stopped, complete)
    }
}

/// How the run ends.
fn ended(stopped: Option<Stopped>, complete: bool) -> Result<Exit, Failure> {
    match stopped {
        Some(Stopped::Interrupted) => Ok(Exit::Interrupted),
        Some(Stopped::Portal(error)) => Err(stopped_by(&error)),
        None if complete => Ok(Exit::Success),
        None => Ok(Exit::Failed),
    }
}

fn stopped_by(error: &PortalError) -> Failure {
    Failure::of_server(error).help("run it again to finish: what went in is not changed by a second run")
}
