//! `portwright run`.

use std::io::Write;
use std::path::Path;

use crate::cli::env::{Settings, pipeline};
use crate::cli::exit::{Exit, FailureKind};
use crate::cli::failure::Failure;
use crate::cli::format::Format;
use crate::cli::outcome::read;
use crate::cli::payload::{PayloadArgs, named, run_id, whole};
use crate::cli::reporting::untold;
use crate::cli::signals::interrupted;
use crate::cli::terminal::aside;
use crate::cli::view::escape::shown;
use crate::ops::report::{End, Report, Status, Told};
use crate::portal::PortalError;

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

/// Which run.
#[derive(clap::Args, Debug)]
struct Which {
    /// The run's identifier
    #[arg(long, value_name = "ID", group = "PayloadArgs")]
    run: Option<String>,
    /// Where Port's payload names it.
    #[command(flatten)]
    payload: PayloadArgs,
}

#[derive(clap::Args, Debug)]
struct StartArgs {
    #[command(flatten)]
    which: Which,
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
    which: Which,
    /// The message; `-` reads it from the standard input
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    text: String,
}

#[derive(clap::Args, Debug)]
struct FinishArgs {
    #[command(flatten)]
    which: Which,
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
    status: Option<Said>,
    /// How it ended: the exit code of a command, or the CI system's word, such as `cancelled`. 6 is a success: `enrich` has
    /// done its work then and could not say so. What is not known counts as a failure
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    status_from_exit: Option<String>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Said {
    Success,
    Failure,
}

/// Runs it.
///
/// # Errors
/// Input that is not right; a portal that could not be told, which has an exit code of its own.
pub fn run(args: RunArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let which = match &args.verb {
        Verb::Start(start) => &start.which,
        Verb::Log(log) => &log.which,
        Verb::Finish(finish) => &finish.which,
    };
    let run = which.identifier(settings)?;
    let portal = settings.portal()?;
    // The first signal lets a report end: a run that was not told of its end stays in progress for ever.
    let _told = interrupted()?;
    let report = Report::new(&*portal, run, settings.secrets());
    let told = match args.verb {
        Verb::Start(start) => started(&report, start),
        Verb::Log(log) => report.log(&text(log.text, &log.which)?).map_err(|error| unreported(&report, error)),
        Verb::Finish(finish) => ended(&report, finish, settings),
    };
    show(&report, &told?, settings, out)?;
    Ok(Exit::Success)
}

fn started(report: &Report<'_>, args: StartArgs) -> Result<Told, Failure> {
    let told =
        report.started(&linked(args.link), args.external_id.as_deref()).map_err(|error| unreported(report, error))?;
    match (&told, args.message) {
        (Told::Yes | Told::Nothing, Some(message)) => report.log(&message).map_err(|error| unreported(report, error)),
        _ => Ok(told),
    }
}

fn ended(report: &Report<'_>, args: FinishArgs, settings: &Settings) -> Result<Told, Failure> {
    let (status, label) = match (args.outcome.status, args.outcome.status_from_exit) {
        (Some(Said::Success), _) => (Status::Success, None),
        (Some(Said::Failure), _) => (Status::Failure, None),
        (None, value) => {
            let value = value.unwrap_or_default();
            let read = read(&value);
            if !read.is_known && !settings.quiet {
                aside(&format!(
                    "`{}` is no exit code and no status of a CI system, so it counts as a failure.",
                    shown(&value)
                ));
            }
            (read.status, read.label)
        }
    };
    let end = End { status, label: args.label.or(label), summary: args.summary, links: linked(args.link) };
    report.ended(&end).map_err(|error| unreported(report, error))
}

/// The links that were given, else the one to this pipeline.
fn linked(given: Vec<String>) -> Vec<String> {
    if !given.is_empty() {
        return given;
    }
    pipeline().into_iter().filter(|address| link(address).is_ok()).collect()
}

/// Takes an address that a page may link to.
fn link(address: &str) -> Result<String, String> {
    let named = ["https://", "http://"].iter().find_map(|scheme| address.strip_prefix(scheme));
    match named {
        Some(rest) if !rest.is_empty() && !address.contains(|c: char| c.is_whitespace() || c.is_control()) => {
            Ok(address.to_owned())
        }
        _ => Err("it is no http or https address".to_owned()),
    }
}

/// A failure to report, in words that do not blame the work.
fn unreported(report: &Report<'_>, error: PortalError) -> Failure {
    let message = untold(report, &error);
    let hints = Failure::from(error).hints;
    Failure { hints, ..Failure::new(FailureKind::Unreported, message) }
}

impl Which {
    /// The run's identifier, fit to be sent.
    fn identifier(&self, settings: &Settings) -> Result<String, Failure> {
        match &self.run {
            Some(run) => named(run),
            None => run_id(&self.payload.bytes(settings)?),
        }
    }

    fn takes_input(&self) -> bool {
        self.payload.payload.as_deref() == Some(Path::new("-"))
    }
}

fn input() -> Result<String, Failure> {
    let told = |reason: &str| Failure::could_not_run(format!("the standard input could not be read: {reason}"));
    let bytes = whole(std::io::stdin().lock()).map_err(|error| told(&error.to_string()))?;
    String::from_utf8(bytes).map_err(|_| told("it is not UTF-8"))
}

/// The text of a log message.
fn text(given: String, which: &Which) -> Result<String, Failure> {
    if given != "-" {
        return Ok(given);
    }
    if which.takes_input() {
        return Err(Failure::could_not_run("the standard input cannot be both the payload and the message"));
    }
    input()
}

/// ProjectFile what became of the report.
fn show(report: &Report<'_>, told: &Told, settings: &Settings, out: &mut dyn Write) -> Result<(), Failure> {
    let (reported, over) = match told {
        Told::Yes => (true, None),
        Told::Nothing => (false, None),
        Told::Over(status) => (false, Some(status.as_str())),
    };
    if settings.format == Format::Json {
        let document = serde_json::json!({
            "format_version": "1.0",
            "portwright_version": env!("CARGO_PKG_VERSION"),
            "run": report.run(),
            "reported": reported,
            "over": over,
        });
        serde_json::to_writer_pretty(&mut *out, &document).map_err(std::io::Error::from)?;
        writeln!(out)?;
        return Ok(());
    }
    match told {
        Told::Yes => writeln!(out, "Run `{}`: reported.", report.run())?,
        Told::Nothing => writeln!(out, "Run `{}`: there was nothing new to report.", report.run())?,
        Told::Over(status) => {
            writeln!(out, "Run `{}` is over ({}) and was left as it is.", report.run(), shown(status))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::link;

    #[test]
    fn only_web_addresses_are_links() {
        assert!(link("https://github.com/a/b/pull/1").is_ok());
        for address in ["", "https://", "javascript:alert(1)", "https://a b", "ftp://a", "https://a\nb"] {
            assert!(link(address).is_err(), "{address}");
        }
    }
}
