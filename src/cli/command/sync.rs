//! `portwright sync`.

use std::io::Write;
use std::path::PathBuf;

use crate::cli::classify::is_transient;
use crate::cli::env::Settings;
use crate::cli::exit::{Exit, FailureKind};
use crate::cli::failure::Failure;
use crate::cli::signals::interrupted_after_request;
use crate::cli::terminal::print_note;
use crate::cli::view;
use crate::cli::view::escape::escaped;
use crate::lint::RULES;
use crate::ops::sync::{FailedRequest, Stopped, SyncHooks, SyncInput, SyncOutcome, SyncReport};

/// Progress is printed each time this many entities were sent.
const PROGRESS_INTERVAL: usize = 1000;

/// Create and update entities in a portal from port.yml files
///
/// Checks the files as lint does, and writes nothing if there is an error. Then creates and updates their entities, each
/// after the entities that it relates to. Fields that a file does not set are left alone.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright sync --dry-run
  portwright sync services --portal sandbox
  portwright sync --base HEAD~1 --allow-deletes 3")]
pub(crate) struct SyncArgs {
    /// Files and folders to sync [default: the current folder]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Ask the portal which entities it would accept, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Delete entities that were declared at this git revision and no longer are
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    /// With --base: the number of deletions to allow, or `all`; required if more than ten entities, and more than a fifth of all entities, would be deleted
    #[arg(long, value_name = "N", value_parser = number_or_all, requires = "base")]
    allow_deletes: Option<usize>,
}

fn number_or_all(text: &str) -> Result<usize, String> {
    match text {
        "all" => Ok(usize::MAX),
        number => number.parse().map_err(|_| "expected a number or `all`".to_owned()),
    }
}

pub(crate) fn run(args: &SyncArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let portal = settings.portal()?;
    let input = SyncInput {
        workspace: settings.workspace(),
        rules: RULES,
        portal: &*portal,
        paths: &args.paths,
        base: args.base.as_deref(),
        allow_deletes: args.allow_deletes,
        dry_run: args.dry_run,
    };
    let mut printed = 0;
    let report = input.run(SyncHooks {
        checked: &mut |report| {
            if !settings.quiet {
                view::findings_on_stderr(&report.findings, settings)?;
            }
            // Installed only now, so that until here an interrupt ends the program at once.
            interrupted_after_request(&settings.stop, settings.quiet)
        },
        stop: &|| settings.stop.is_raised(),
        progress: &mut |sent, of| {
            if !settings.quiet && sent / PROGRESS_INTERVAL > printed {
                printed = sent / PROGRESS_INTERVAL;
                print_note(&format!("{sent} of {of} entities sent."));
            }
        },
    })?;
    view::sync::report(&report, args.base.as_deref(), &portal.name(), settings, out)?;
    exit(report)
}

fn exit(report: SyncReport) -> Result<Exit, Failure> {
    let (stopped, is_complete) = match report.outcome {
        SyncOutcome::Invalid => {
            let failure = Failure::new(FailureKind::Findings, "nothing was written: the files have errors").shown();
            return Err(Failure { findings: report.lint.findings, ..failure });
        }
        SyncOutcome::DryRun(asked) => (asked.stopped, asked.refused.is_empty()),
        SyncOutcome::Written(synced) => (synced.stopped, synced.refused.is_empty()),
    };
    match stopped {
        Some(Stopped::Interrupted) => {
            Err(Failure::new(FailureKind::Interrupted, "interrupted before all entities were sent").shown())
        }
        Some(Stopped::Portal(request)) => Err(failed(*request)),
        None if is_complete => Ok(Exit::Success),
        None => Err(Failure::new(FailureKind::Incomplete, "not all entities were accepted").shown()),
    }
}

/// Names the first entity of the failed request, and its location.
fn failed(request: FailedRequest) -> Failure {
    let FailedRequest { error, first, others } = request;
    let more = if others == 0 { String::new() } else { format!(" and {others} more") };
    let can_pass = is_transient(&error);
    let failure = Failure::from(error);
    let message = format!("{}: `{}`{more}: {}", first.place, first.identifier, failure.message());
    let failure = Failure { error: escaped(&message).into_owned().into(), ..failure };
    match can_pass {
        true => failure.help("run the command again to finish; entities that were already written stay as they are"),
        false => failure,
    }
}
