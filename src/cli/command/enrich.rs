//! `portwright enrich`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::args::Format;
use crate::cli::env::Settings;
use crate::cli::failure::{Exit, Failure};
use crate::cli::forge::{self, ForgeArgs, author};
use crate::cli::known::KnownArgs;
use crate::cli::payload::{PayloadArgs, run_id};
use crate::cli::reporting::{Done, Reporting};
use crate::cli::signals::interrupted;
use crate::cli::template::read;
use crate::cli::terminal::aside;
use crate::cli::view;
use crate::cli::view::escape::shown;
use crate::disk::Project;
use crate::disk::candidates::candidates;
use crate::disk::discover::absolute;
use crate::disk::names::Names;
use crate::enrich::wording::name_list;
use crate::enrich::{EnrichOutcome, Enriched, Filled, Payload, Refusal, Template};
use crate::forge::{Outcome as Published, Step, Watch};
use crate::ops;
use crate::ops::enrich::{Checked, EnrichError, Places, Proposed, Task, WriteError};
use crate::portal::Portal;

/// Set in a repository's port.yml what an action's form asked for
///
/// Takes the payload that Port sent, fills in the template, checks every value, and changes nothing in the file but what was
/// asked for. ProjectFile so where the file has it already. Works either on a checkout (--repo) or on the forge (--clone).
#[derive(clap::Args, Debug)]
#[command(group = clap::ArgGroup::new("where").args(["repo", "clone"]).required(true))]
pub struct EnrichArgs {
    /// Where the payload is.
    #[command(flatten)]
    payload: PayloadArgs,
    /// The template; else what portwright.toml names, else templates/enrichService.yml
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
    /// Change this checkout of the entity's repository
    #[arg(long, value_name = "FOLDER")]
    repo: Option<PathBuf>,
    /// Fetch the entity's repository, push a branch and open a pull request, and report to the run
    #[arg(long)]
    clone: bool,
    /// Which forge has the repository.
    #[command(flatten)]
    forge: ForgeArgs,
    /// With --clone: do not tell Port how the run goes
    #[arg(long, conflicts_with = "repo")]
    no_report: bool,
    /// What is known of blueprints.
    #[command(flatten)]
    known: KnownArgs,
    /// Show what would change, and write nothing
    #[arg(long)]
    diff: bool,
}

/// Runs it.
///
/// # Errors
/// What is wrong with payload, template, values or the repository's files; nothing is written then. What is in the way of
/// publishing, and a portal that could not be told.
pub fn run(args: &EnrichArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let stop = interrupted()?;
    let bytes = args.payload.bytes(settings)?;
    // A snapshot that is named is meant to spare the portal, unless that is named too.
    let asks = settings.names_portal() || !args.known.names_snapshot();
    let portal = if asks { settings.portal_if_any()? } else { None };
    let portal = portal.as_deref();
    // Somebody else goes on with a folder, and knows how that ends.
    let reports = args.clone && !args.no_report && !args.diff;
    let run = if reports { run_id(&bytes).ok() } else { None };
    let reporting = Reporting::new(run, portal, settings);
    reporting.started();
    let worked = work(args, settings, &bytes, portal, &stop, &reporting);
    let (worked, result) = match worked {
        Ok((done, result)) => (Ok(done), Some(result)),
        Err(failure) => (Err(failure), None),
    };
    // What was done is so, whether or not it can be printed.
    let ended = reporting.ended(worked);
    if let Some(result) = result {
        show(&result, args, settings, out)?;
    }
    ended
}

/// What came of the work.
struct Worked {
    filled: Filled,
    enriched: Enriched,
    proposed: Option<Proposed>,
    is_known: bool,
}

fn work(
    args: &EnrichArgs,
    settings: &Settings,
    payload: &[u8],
    portal: Option<&dyn Portal>,
    stop: &AtomicBool,
    reporting: &Reporting<'_>,
) -> Result<(Done, Worked), Failure> {
    let payload = Payload::parse(payload).map_err(|error| failure(Refusal::from(error).into(), settings))?;
    let template = template(args.template.as_deref(), settings)?;
    let Checked { filled, is_known } = checked(args, &payload, &template, portal, settings)?;
    let (enriched, proposed) = match &args.repo {
        Some(repository) => (in_folder(&absolute(&settings.here, repository), &filled, args, settings)?, None),
        None => in_clone(&filled, &payload, args, portal, stop, reporting, settings)?,
    };
    Ok((done(&filled, proposed.as_ref()), Worked { filled, enriched, proposed, is_known }))
}

/// Prints what came of it.
fn show(worked: &Worked, args: &EnrichArgs, settings: &Settings, out: &mut dyn Write) -> Result<(), Failure> {
    let Worked { filled, enriched, proposed, is_known } = worked;
    let is_changed = matches!(enriched.outcome, EnrichOutcome::Changed(_));
    match (settings.format, args.diff) {
        (Format::Json, _) => {
            view::enrich::json(&filled.wanted, enriched, proposed.as_ref(), is_changed && !args.diff, out)?;
        }
        (_, true) if is_changed => view::enrich::patch(enriched, settings.paint, out)?,
        _ => view::enrich::human(&filled.wanted, enriched, proposed.as_ref(), out)?,
    }
    out.flush()?;
    if !settings.quiet {
        notes(&filled.unused, *is_known);
    }
    Ok(())
}

/// What the run is told.
fn done(filled: &Filled, proposed: Option<&Proposed>) -> Done {
    let address = shown(&filled.wanted.address()).into_owned();
    let Some(Proposed { published, branch }) = proposed else {
        let summary = format!("`{address}` is already so: nothing had to be changed.");
        return Done { summary, label: "Already so", links: Vec::new() };
    };
    let place = published.url.clone().unwrap_or_else(|| format!("branch `{branch}`"));
    let (summary, label) = match published.outcome {
        Published::Created => (format!("`{address}` is changed by {place}, once that is merged."), "Proposed"),
        Published::Updated => {
            (format!("{place} was brought up to date with what was asked of `{address}`."), "Updated")
        }
        Published::AlreadyThere => (format!("{place} proposes just that for `{address}`."), "Already proposed"),
        Published::Unneeded => {
            (format!("`{address}` is already so; {place}, which asks for something else, is still open."), "Already so")
        }
    };
    Done { summary, label, links: published.url.iter().cloned().collect() }
}

/// Makes the edit in a checkout.
fn in_folder(repository: &Path, filled: &Filled, args: &EnrichArgs, settings: &Settings) -> Result<Enriched, Failure> {
    let files = candidates(repository, &names(repository)?)
        .map_err(|error| Failure::could_not_run(error.to_string()).help("name the top of a repository with --repo"))?;
    let enriched = ops::enrich::enrich(filled, files).map_err(|refusal| failure(refusal.into(), settings))?;
    if !args.diff {
        ops::enrich::write(repository, &enriched).map_err(unwritten)?;
    }
    Ok(enriched)
}

/// Makes the edit in the entity's own repository, and proposes it there.
fn in_clone(
    filled: &Filled,
    payload: &Payload,
    args: &EnrichArgs,
    portal: Option<&dyn Portal>,
    stop: &AtomicBool,
    reporting: &Reporting<'_>,
    settings: &Settings,
) -> Result<(Enriched, Option<Proposed>), Failure> {
    let wrong = |error| failure(error, settings);
    let pattern = settings.project.file.enrich.repository.as_deref();
    let places = Places { given: args.forge.remote.as_deref(), portal, payload, pattern };
    let address = ops::enrich::address(&filled.wanted, places).map_err(wrong)?;
    let forge = args.forge.forge(&address, settings)?;
    let tell = |step: &Step| {
        let step_said = sentence(&step.to_string());
        if !settings.quiet {
            aside(&format!("{step_said} ..."));
        }
        if step.writes() {
            reporting.log(&step_said);
        }
    };
    let watch = Watch { tell: &tell, stop: &|| stop.load(Ordering::Relaxed) };
    let prepared = ops::enrich::prepare(filled, &forge, &address, args.forge.base(settings), watch).map_err(wrong)?;
    let proposed = match args.diff {
        true => None,
        false => ops::enrich::publish(&prepared, &filled.wanted, payload.run.as_deref(), author(settings), watch)
            .map_err(wrong)?,
    };
    Ok((prepared.enriched, proposed))
}

/// Words as a line of their own begins them.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

/// The wanted entity, checked against what is known.
fn checked(
    args: &EnrichArgs,
    payload: &Payload,
    template: &Template,
    portal: Option<&dyn Portal>,
    settings: &Settings,
) -> Result<Checked, Failure> {
    let learnt = args.known.read_beside(settings, portal)?;
    if learnt.is_nothing() {
        let unknown = format!("it is not known what blueprint `{}` takes", template.blueprint);
        return Err(Failure::could_not_run(unknown)
            .help("name a portal with --portal, or set PORT_CLIENT_ID and PORT_CLIENT_SECRET")
            .help("or name a snapshot that `portwright snapshot --entities` took with --catalog"));
    }
    let catalog = ops::known::catalog(learnt.snapshot.as_ref(), learnt.model.as_ref(), &settings.external()?);
    let task = Task { payload, template, catalog: &catalog, portal };
    ops::enrich::checked(task).map_err(|error| failure(error, settings))
}

/// What a person should know beside the result.
fn notes(unused: &[String], is_known: bool) {
    if !unused.is_empty() {
        let names = name_list(unused.iter().map(String::as_str));
        aside(&format!("The template does not ask for {names} of the payload."));
    }
    if !is_known {
        aside("Whether the entity exists was not checked: no portal was named, and the snapshot does not tell.");
    }
}

/// The template, from where it is said to be.
fn template(given: Option<&Path>, settings: &Settings) -> Result<Template, Failure> {
    let path = given.map_or_else(|| settings.project.enrich_template(), |file| settings.here.join(file));
    let found = match read(&path, settings)? {
        Ok(file) => match Template::read(&file) {
            Ok(template) => return Ok(template),
            Err(found) => found,
        },
        Err(finding) => vec![*finding],
    };
    Err(failure(Refusal::from_findings(found).into(), settings))
}

/// The names that count in a repository, as it says itself.
fn names(repository: &Path) -> Result<Names, Failure> {
    let project = Project::find(repository).map_err(|error| Failure::could_not_run(error.to_string()))?;
    let says = &project.file.lint;
    Names::new(&project.root, &says.include, &says.exclude)
        .map_err(|reason| Failure::could_not_run(format!("portwright.toml: {reason}")))
}

/// Shows what a refusal is about, and gives what is left to say: one line that a log can hold.
fn failure(error: EnrichError, settings: &Settings) -> Failure {
    match error {
        EnrichError::Refused(Refusal { reason, help, findings }) => {
            // A closed stream is no reason to hide the error itself.
            let _ = view::findings_aside(&findings, settings);
            let failure = Failure::could_not_run(reason);
            help.into_iter().fold(failure, Failure::help)
        }
        EnrichError::Portal(error) => Failure::of_server(&error),
        EnrichError::Forge(error) => forge::failure(&error),
    }
}

fn unwritten(error: WriteError) -> Failure {
    let exit = match &error {
        WriteError::Changed(_) => Exit::Conflict,
        WriteError::Refused { .. } => Exit::Failed,
    };
    Failure { exit, ..Failure::failed(error.to_string()) }
}
