//! `portwright run`.

use std::io::Write;

use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::link::{link, links_or_pipeline};
use crate::cli::payload::RunChoice;
use crate::cli::signals::interrupted;
use crate::cli::view;
use crate::ops;
use crate::ops::payload::{PayloadError, read_message};
use crate::ops::report::Status;
use crate::ops::run::{Ending, Step};

/// Tell Port how the run of an action goes
///
/// For the pipeline that an action starts. A run that is over is left as it is: that is said, and no error.
#[derive(clap::Args, Debug)]
pub struct RunArgs {
    /// What to tell.
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand, Debug)]
enum Verb {
    /// Say where the work is done: a link to this pipeline
    Start(StartArgs),
    /// Add a message to the run's log
    Log(LogArgs),
    /// End the run
    Finish(FinishArgs),
}

#[derive(clap::Args, Debug)]
struct StartArgs {
    #[command(flatten)]
    which: RunChoice,
    /// Add a link to the run, instead of the one to this pipeline; may be repeated
    #[arg(long, value_name = "URL", value_parser = link)]
    link: Vec<String>,
    /// What the system that does the work calls the run
    #[arg(long, value_name = "ID")]
    external_id: Option<String>,
    /// Add a message to the run's log
    #[arg(long, value_name = "TEXT")]
    message: Option<String>,
}

#[derive(clap::Args, Debug)]
struct LogArgs {
    #[command(flatten)]
    which: RunChoice,
    /// The message; `-` reads it from the standard input
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    text: String,
}

#[derive(clap::Args, Debug)]
struct FinishArgs {
    #[command(flatten)]
    which: RunChoice,
    #[command(flatten)]
    outcome: Outcome,
    /// What came of it, in a sentence
    #[arg(long, value_name = "TEXT")]
    summary: Option<String>,
    /// A word or two to show in place of the status
    #[arg(long, value_name = "TEXT")]
    label: Option<String>,
    /// Add a link to the run, instead of the one to this pipeline; may be repeated
    #[arg(long, value_name = "URL", value_parser = link)]
    link: Vec<String>,
}

#[derive(clap::Args, Debug)]
#[group(required = true, multiple = false)]
struct Outcome {
    /// How it ended
    #[arg(long, value_enum, value_name = "STATUS")]
    status: Option<StatusChoice>,
    /// How it ended: the exit code of a command, or the CI system's word, such as `cancelled`. 6 is a success: `enrich` has
    /// done its work then and could not say so. What is not known counts as a failure
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    status_from_exit: Option<String>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum StatusChoice {
    Success,
    Failure,
}

/// Runs it.
///
/// # Errors
/// Input that is not right; a portal that could not be told, which has an exit code of its own.
pub fn run(args: RunArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
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
        Step::Log(text) => Step::Log(message(text, &which)?),
        step => step,
    };
    // The first signal lets a report end: a run that was not told of its end stays in progress for ever.
    let _stop = interrupted()?;
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

/// The text of a log message.
fn message(given: String, which: &RunChoice) -> Result<String, PayloadError> {
    match given.as_str() {
        "-" if which.payload.is_input() => Err(PayloadError::InputTwice),
        "-" => read_message(std::io::stdin().lock()),
        _ => Ok(given),
    }
}
