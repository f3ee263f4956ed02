//! `portwright enrich`.

use std::io::Write;
use std::path::PathBuf;

use crate::cli::catalog::CatalogArgs;
use crate::cli::env::{Settings, pipeline};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::forge::{ForgeArgs, author};
use crate::cli::payload::PayloadArgs;
use crate::cli::signals::interrupted_after_request;
use crate::cli::view;
use crate::disk::discover::absolute;
use crate::model::Catalog;
use crate::ops;
use crate::ops::enrich::{Hooks, Job, Place, ReportSettings};
use crate::portal::Portal;
use crate::portal::http::StopSignal;

/// Update a repository's port.yml with the values from an action's form
///
/// Reads the payload that Port sent, fills in the template, checks every value against the blueprint, and edits only those
/// values in the file. Works on a local checkout (--repo), or on the forge (--clone), where it opens a pull request.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright enrich --payload payload.json --repo ../service --diff
  portwright enrich --payload-env PAYLOAD --clone
  portwright enrich --payload payload.json --repo . --catalog catalog.json")]
#[command(group = clap::ArgGroup::new("where").args(["repo", "clone"]).required(true))]
pub(crate) struct EnrichArgs {
    #[command(flatten)]
    payload: PayloadArgs,
    /// The template of the entity [default: the one in portwright.toml, or templates/enrichService.yml]
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
    /// Edit port.yml in this checkout of the entity's repository
    #[arg(long, value_name = "FOLDER")]
    repo: Option<PathBuf>,
    /// Fetch the entity's repository, push a branch, open a pull request, and report to the action run
    #[arg(long)]
    clone: bool,
    #[command(flatten)]
    forge: ForgeArgs,
    /// With --clone: do not report to the action run
    #[arg(long, conflicts_with = "repo", hide_short_help = true)]
    no_report: bool,
    #[command(flatten)]
    pub catalog: CatalogArgs,
    /// Show the edit as a diff without writing anything
    #[arg(long)]
    diff: bool,
}

pub(crate) fn run(args: &EnrichArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    // Not that of the settings: the end of the run is reported even after an interrupt.
    let stop = StopSignal::default();
    interrupted_after_request(&stop, settings.quiet)?;
    let payload = args.payload.bytes(settings)?;
    // With --catalog, the portal is used only if --portal names it.
    let uses_portal = settings.portal_flag.is_some() || args.catalog.catalog.is_none();
    let portal = if uses_portal { settings.portal_if_any()? } else { None };
    let portal = portal.as_deref();
    let template =
        args.template.as_ref().map_or_else(|| settings.project.enrich_template(), |file| settings.here.join(file));
    // With --repo, the pipeline continues after this command and reports for itself.
    let reports = args.clone && !args.no_report && !args.diff;
    let report =
        reports.then(|| ReportSettings { links: pipeline().into_iter().collect(), secrets: settings.secrets() });
    let folder = args.repo.as_ref().map(|folder| absolute(&settings.here, folder));
    let place = match &folder {
        Some(folder) => Place::Folder(folder),
        None => Place::Forge {
            choice: args.forge.choice(settings),
            author: author(settings),
            options: Box::new(ForgeArgs::options(settings)?),
        },
    };
    let template_name = settings.display(&template);
    let job = Job {
        payload: &payload,
        template: &template,
        template_name: &template_name,
        portal,
        place,
        preview: args.diff,
        report,
    };
    let hooks = Hooks {
        catalog: &|| catalog(args, portal, settings),
        describe: &Failure::summary,
        event: &|event| view::enrich::event(event, settings),
        stop: &|| stop.is_interrupted(),
    };
    let report = ops::enrich::run::<Failure>(job, &hooks)?;
    view::enrich::report(&report, args.diff, settings, out)?;
    report.unreported.map_or(Ok(Exit::Success), |error| Err(error.into()))
}

/// The blueprints to check values against, if there is a source for them.
fn catalog(args: &EnrichArgs, portal: Option<&dyn Portal>, settings: &Settings) -> Result<Option<Catalog>, Failure> {
    let workspace = settings.workspace();
    Ok(args.catalog.sources(settings, portal, false).load(&workspace)?.catalog(&workspace)?)
}
