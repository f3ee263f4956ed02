//! `portwright enrich`.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::cli::args::Format;
use crate::cli::env::{self, Settings};
use crate::cli::failure::{Exit, Failure};
use crate::cli::known::KnownArgs;
use crate::cli::terminal::aside;
use crate::cli::view;
use crate::disk::Project;
use crate::disk::candidates::candidates;
use crate::disk::discover::absolute;
use crate::disk::names::Names;
use crate::enrich::wording::listed;
use crate::enrich::{Outcome, Payload, Refusal, Template, payload};
use crate::ops;
use crate::ops::enrich::{Checked, EnrichError, Task, WriteError};
use crate::yaml::parse::Limits;
use crate::yaml::read::decode;

/// Set in a repository's port.yml what an action's form asked for
///
/// Takes the payload that Port sent, fills in the template, checks every value, and changes nothing in the file but what was
/// asked for. Says so where the file has it already.
#[derive(clap::Args, Debug)]
pub struct EnrichArgs {
    /// Where the payload is.
    #[command(flatten)]
    payload: PayloadArgs,
    /// The template; else what portwright.toml names, else templates/enrichService.yml
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
    /// The repository to change, as a folder
    #[arg(long, value_name = "FOLDER")]
    repo: PathBuf,
    /// What is known of blueprints.
    #[command(flatten)]
    known: KnownArgs,
    /// Show what would change, and write nothing
    #[arg(long)]
    diff: bool,
}

/// Where a payload is.
#[derive(clap::Args, Debug)]
#[group(required = true, multiple = false)]
pub struct PayloadArgs {
    /// The payload that Port sent, in a file; `-` reads it from the standard input
    #[arg(long, value_name = "FILE")]
    payload: Option<PathBuf>,
    /// The payload that Port sent, in a variable of the environment
    #[arg(long, value_name = "NAME")]
    payload_env: Option<String>,
}

/// Runs it.
///
/// # Errors
/// What is wrong with payload, template, values or the repository's files; nothing is written then.
pub fn run(args: &EnrichArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let payload = args.payload.read(settings)?;
    let template = template(args.template.as_deref(), settings)?;
    let Checked { filled, is_known } = checked(args, &payload, &template, settings)?;
    let repository = absolute(&settings.here, &args.repo);
    let files = candidates(&repository, &names(&repository)?)
        .map_err(|error| Failure::could_not_run(error.to_string()).help("name the top of a repository with --repo"))?;
    let enriched = ops::enrich::enrich(&filled, files).map_err(|refusal| failure(refusal.into(), settings))?;
    if !args.diff {
        ops::enrich::write(&repository, &enriched).map_err(unwritten)?;
    }
    match (settings.format, args.diff) {
        (Format::Json, _) => view::enrich::json(&filled.wanted, &enriched, !args.diff, out)?,
        (_, true) if matches!(enriched.outcome, Outcome::Changed(_)) => {
            view::enrich::patch(&enriched, settings.paint, out)?;
        }
        _ => view::enrich::human(&filled.wanted, &enriched, out)?,
    }
    out.flush()?;
    if !settings.quiet {
        notes(&filled.unused, is_known);
    }
    Ok(Exit::Success)
}

/// The wanted entity, checked against what is known.
fn checked(args: &EnrichArgs, payload: &Payload, template: &Template, settings: &Settings) -> Result<Checked, Failure> {
    // A snapshot that is named is meant to spare the portal, unless that is named too.
    let asks = settings.names_portal() || !args.known.names_snapshot();
    let portal = if asks { settings.portal_if_any()? } else { None };
    let portal = portal.as_deref();
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
        let names = listed(unused.iter().map(String::as_str));
        aside(&format!("The template does not ask for {names} of the payload."));
    }
    if !is_known {
        aside("Whether the entity exists was not checked: no portal was named, and the snapshot does not tell.");
    }
}

impl PayloadArgs {
    /// Reads the payload.
    ///
    /// # Errors
    /// A payload that cannot be read, or is none.
    pub fn read(&self, settings: &Settings) -> Result<Payload, Failure> {
        let bytes = match (&self.payload, &self.payload_env) {
            (_, Some(name)) => env::payload(name)
                .ok_or_else(|| Failure::could_not_run(format!("there is no `{name}` in the environment")))?,
            (Some(file), None) => bytes(file, settings).map_err(|error| {
                Failure::could_not_run(format!("the payload in `{}` could not be read: {error}", file.display()))
            })?,
            (None, None) => Vec::new(),
        };
        Payload::parse(&bytes).map_err(|error| failure(Refusal::from(error).into(), settings))
    }
}

/// The bytes of a file or of the standard input, one more at most than a payload may have.
fn bytes(file: &Path, settings: &Settings) -> std::io::Result<Vec<u8>> {
    let (mut bytes, most) = (Vec::new(), payload::MOST_BYTES as u64 + 1);
    match file.as_os_str() == "-" {
        true => std::io::stdin().lock().take(most).read_to_end(&mut bytes)?,
        false => File::open(settings.here.join(file))?.take(most).read_to_end(&mut bytes)?,
    };
    Ok(bytes)
}

/// The template, from where it is said to be.
fn template(given: Option<&Path>, settings: &Settings) -> Result<Template, Failure> {
    let path = given.map_or_else(|| settings.project.enrich_template(), |file| settings.here.join(file));
    let name = settings.shown(&path);
    let limits = Limits::default();
    let mut bytes = Vec::new();
    let read = File::open(&path).and_then(|file| file.take(limits.bytes as u64 + 1).read_to_end(&mut bytes));
    read.map_err(|error| {
        Failure::could_not_run(format!("the template `{name}` could not be read: {error}"))
            .help("name it with --template, or as `[enrich] template` in portwright.toml")
    })?;
    let found = match decode(&name, &bytes, &limits) {
        Ok(file) => match Template::read(&file) {
            Ok(template) => return Ok(template),
            Err(found) => found,
        },
        Err(refused) => vec![refused.1.finding(&refused.0)],
    };
    Err(failure(Refusal::found(found).into(), settings))
}

/// The names that count in a repository, as it says itself.
fn names(repository: &Path) -> Result<Names, Failure> {
    let project = Project::find(repository).map_err(|error| Failure::could_not_run(error.to_string()))?;
    let says = &project.says.lint;
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
    }
}

fn unwritten(error: WriteError) -> Failure {
    let exit = match &error {
        WriteError::Changed(_) => Exit::Conflict,
        WriteError::Refused { .. } => Exit::Failed,
    };
    Failure { exit, ..Failure::failed(error.to_string()) }
}
