//! `portwright apply`.

use std::cell::OnceCell;
use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::base::{BaseArgs, RecordArgs};
use crate::cli::command::plan::failure;
use crate::cli::env::Settings;
use crate::cli::exit::{Exit, FailureKind};
use crate::cli::failure::Failure;
use crate::cli::format::Format;
use crate::cli::migrate::MigrateArgs;
use crate::cli::signals::interrupted_after_request;
use crate::cli::terminal::{can_ask, stderr};
use crate::cli::view;
use crate::cli::view::escape::escaped;
use crate::cli::view::plan::PlanStyle;
use crate::disk::ProjectFile;
use crate::ops::apply::{Applied, ApplyError, ApplyHooks, ApplyInput, ApplyReport, Approval};
use crate::ops::plan::{PlanOptions, PlanReport};

/// Apply the model to a portal
///
/// Shows the plan, asks for confirmation, and applies it. Destructive changes are never applied without approval.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright apply --portal sandbox
  portwright apply --auto-approve
  portwright apply --base last-applied --record-tag --push-tag
  portwright apply --allow blueprint/service")]
pub(crate) struct ApplyArgs {
    #[command(flatten)]
    base: BaseArgs,
    #[command(flatten)]
    record: RecordArgs,
    /// Apply without asking
    #[arg(long)]
    auto_approve: bool,
    /// Approve every destructive step
    #[arg(long)]
    allow_destructive: bool,
    /// Approve the destructive steps of one resource; can be repeated
    #[arg(long = "allow", value_name = "ADDRESS")]
    allow: Vec<String>,
    /// Also write the secret of this existing resource, even though a plan cannot compare it; can be repeated
    #[arg(long = "write-secret", value_name = "ADDRESS")]
    write_secrets: Vec<String>,
    #[command(flatten)]
    migrate: MigrateArgs,
}

pub(crate) fn run(args: ApplyArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let portal = settings.portal()?;
    let destination = settings.destination(&*portal);
    let approval = Approval { all: args.allow_destructive, addresses: args.allow };
    let signal = OnceCell::new();
    let is_interrupted = || signal.get().is_some_and(|flag: &Arc<AtomicBool>| flag.load(Ordering::Relaxed));
    let workspace = settings.workspace();
    let options = PlanOptions { write_secrets: args.write_secrets, migrate: args.migrate.choice() };
    let variables = |file: &ProjectFile| settings.variables_with(file);
    let (base, record) = (args.base.input(&variables), args.record.input(&variables));
    let input = ApplyInput { workspace, portal: &*portal, approval: &approval, options: &options, base, record };
    let report = input.run(ApplyHooks {
        show: &mut |planned| show(planned, &approval, &destination, settings, out),
        confirm: &mut || {
            if !args.auto_approve {
                ask(&destination)?;
            }
            // Installed only now, so that an interrupt ends the question at once.
            let flag = interrupted_after_request(settings.quiet)?;
            signal.get_or_init(|| flag);
            Ok(())
        },
        stop: &is_interrupted,
        progress: &mut |event| {
            if !settings.quiet {
                view::apply::progress(event, settings.stderr_paint);
            }
        },
    });
    let ApplyReport { plan, applied, recorded } = report.map_err(|error| match error {
        ApplyError::Plan(error) => failure(error, settings),
        ApplyError::Unapproved(error) => error.into(),
        ApplyError::Record(error) => error.into(),
        ApplyError::Hook(failure) => failure,
    })?;
    let secrets = settings.secrets();
    match settings.format {
        Format::Json => view::apply::json(&plan, &applied, &portal.name(), settings.profile.as_deref(), &secrets, out)?,
        _ => view::apply::human(&plan, &applied, &secrets, settings.paint, out)?,
    }
    if let Some(recorded) = recorded.transpose()?.filter(|_| !settings.quiet) {
        view::apply::recorded(&recorded);
    }
    exit(&applied, is_interrupted())
}

fn show(
    planned: &PlanReport,
    approval: &Approval,
    destination: &str,
    settings: &Settings,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    view::findings_on_stderr(&planned.findings, settings)?;
    if settings.format == Format::Json {
        return Ok(());
    }
    let (paint, width) = (settings.paint, settings.width);
    let style = PlanStyle { destination, approval, shows_unmanaged: false, paint, width };
    view::plan::human(&planned.plan, &style, out)?;
    Ok(out.flush()?)
}

/// The result for people already says which steps are not done, and why.
fn exit(applied: &Applied, interrupted: bool) -> Result<Exit, Failure> {
    let (kind, message) = match (applied.is_complete(), interrupted) {
        (true, _) => return Ok(Exit::Success),
        (false, true) => (FailureKind::Interrupted, "interrupted before all steps were done"),
        (false, false) => (FailureKind::Incomplete, "not all steps were done"),
    };
    Err(Failure::new(kind, message).shown())
}

/// Asks for approval; any answer but `yes` is an error.
fn ask(destination: &str) -> Result<(), Failure> {
    if !can_ask() {
        return Err(Failure::new(FailureKind::Unapproved, "nothing was applied: approval needs a terminal")
            .help("add --auto-approve to apply without being asked"));
    }
    let mut err = stderr();
    write!(err, "\nApply these changes to {}? Only `yes` will be accepted: ", escaped(destination))?;
    err.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    match answer.trim() {
        "yes" => Ok(()),
        _ => Err(Failure::new(FailureKind::Unapproved, "nothing was applied: the answer was not `yes`")),
    }
}
