//! `portwright run`.

use std::io::Write;

use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::link::{link, links_or_pipeline};
use crate::cli::payload::RunChoice;
use crate::cli::signals::interrupted_after_request;
use crate::cli::view;
use crate::ops;
use crate::ops::report::Status;
use crate::ops::run::{Ending, Step};
use crate::portal::http::StopSignal;

/// Report an action run's progress to Port
///
/// For use in the pipeline that an action starts. A run that has already ended is left unchanged, which is not an error.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright run start --payload-env PAYLOAD
  portwright run log --payload-env PAYLOAD 'Building the service'
  portwright run finish --payload-env PAYLOAD --status success")]
pub(crate) struct RunArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand, Debug)]
enum Verb {
    /// Link the run to this pipeline
    Start(StartArgs),
    /// Add a message to the run's log
    Log(LogArgs),
    /// End the run
    Finish(FinishArgs),
}

#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright run start --payload-env PAYLOAD
  portwright run start --run r_VDoA2kbP5wPo3wkg --message Started")]
struct StartArgs {
    #[command(flatten)]
    which: RunChoice,
    /// Add a link to the run, instead of the link to this pipeline; can be repeated
    #[arg(long, value_name = "URL", value_parser = link)]
    link: Vec<String>,
    /// The run's identifier in the CI system
    #[arg(long, value_name = "ID")]
    external_id: Option<String>,
    /// Add a message to the run's log
    #[arg(long, value_name = "TEXT")]
    message: Option<String>,
}

#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright run log --run r_VDoA2kbP5wPo3wkg 'Building the service'
  portwright run log --payload payload.json -")]
struct LogArgs {
    #[command(flatten)]
    which: RunChoice,
    /// The message; `-` reads it from standard input
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    text: String,
}

#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright run finish --payload-env PAYLOAD --status success
  portwright run finish --payload-env PAYLOAD --status-from-exit 1")]
struct FinishArgs {
    #[command(flatten)]
    which: RunChoice,
    #[command(flatten)]
    outcome: Outcome,
    /// A one-sentence summary of the result
    #[arg(long, value_name = "TEXT")]
    summary: Option<String>,
    /// A short label to show instead of the status
    #[arg(long, value_name = "TEXT")]
    label: Option<String>,
    /// Add a link to the run, instead of the link to this pipeline; can be repeated
    #[arg(long, value_name = "URL", value_parser = link)]
    link: Vec<String>,
}

#[derive(clap::Args, Debug)]
#[group(required = true, multiple = false)]
struct Outcome {
    /// The status to set
    #[arg(long, value_enum, value_name = "STATUS")]
    status: Option<StatusChoice>,
    /// Derive the status from a command's exit code, or from a CI status such as `cancelled`
    ///
    /// Exit code 6 counts as success: `enrich` did its work and only its report failed. An unknown value counts as failure.
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    status_from_exit: Option<String>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum StatusChoice {
    Success,
    Failure,
}

pub(crate) fn run(args: RunArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let (which, step) = match args.verb {
        Verb::Start(StartArgs { which, link, external_id, message }) => {
            (which, Step::Start { links: links_or_pipeline(link), external_id, message })
        }
        Verb::Log(LogArgs { which, text }) => (which, Step::Log(text)),
        Verb::Finish(FinishArgs { which, outcome, summary, label, link }) => {
            (which, Step::Finish { ending: outcome.ending(), label, summary, links: links_or_pipeline(link) })
        }
    };
    let run = which.identifier(settings)?;
    let portal = settings.portal()?;
    let step = match step {
        Step::Log(text) => Step::Log(which.message(text)?),
        step => step,
    };
    // The first signal lets the report finish: a run whose end is not reported stays in progress forever.
    interrupted_after_request(&StopSignal::default(), settings.quiet)?;
    let report = ops::run::report(&*portal, run, step, settings.secrets());
    view::run::report(&report?, settings, out)?;
    Ok(Exit::Success)
}

impl Outcome {
    fn ending(self) -> Ending {
        match (self.status, self.status_from_exit) {
            (Some(StatusChoice::Success), _) => Ending::Status(Status::Success),
            (Some(StatusChoice::Failure), _) => Ending::Status(Status::Failure),
            (None, word) => Ending::Word { word: word.unwrap_or_default(), unreported: Exit::Unreported.code() },
        }
    }
}
