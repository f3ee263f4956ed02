//! `portwright apply`.

use std::cell::OnceCell;
use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::command::plan::failure;
use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::format::Format;
use crate::cli::signals::interrupted;
use crate::cli::terminal::{can_ask, stderr};
use crate::cli::view;
use crate::ops::apply::{Applied, ApplyError, ApplyHooks, ApplyInput, ApplyReport, Approval};
use crate::ops::plan::PlanReport;

/// Apply the model to a portal
///
/// Shows the plan, asks for confirmation, and applies it. Destructive changes are never applied without approval.
#[derive(clap::Args, Debug)]
pub(crate) struct ApplyArgs {
    /// Apply without asking
    #[arg(long)]
    auto_approve: bool,
    /// Approve every destructive step
    #[arg(long)]
    allow_destructive: bool,
    /// Approve the destructive steps of one resource; can be repeated
    #[arg(long = "allow", value_name = "ADDRESS")]
    allow: Vec<String>,
}

pub(crate) fn run(args: ApplyArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let portal = settings.portal()?;
    let approval = Approval { all: args.allow_destructive, addresses: args.allow };
    let signal = OnceCell::new();
    let is_interrupted = || signal.get().is_some_and(|flag: &Arc<AtomicBool>| flag.load(Ordering::Relaxed));
    let input = ApplyInput { workspace: settings.workspace(), portal: &*portal, approval: &approval };
    let report = input.run(ApplyHooks {
        show: &mut |planned| show(planned, &approval, &portal.name(), settings, out),
        confirm: &mut || {
            if !args.auto_approve {
                ask()?;
            }
            // Installed only now, so that an interrupt ends the question at once.
            let flag = interrupted()?;
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
    let ApplyReport { plan, applied } = report.map_err(|error| match error {
        ApplyError::Plan(error) => failure(error, settings),
        ApplyError::Unapproved(error) => error.into(),
        ApplyError::Hook(failure) => failure,
    })?;
    let secrets = settings.secrets();
    match settings.format {
        Format::Json => view::apply::json(&plan, &applied, &portal.name(), &secrets, out)?,
        _ => view::apply::human(&plan, &applied, &secrets, settings.paint, out)?,
    }
    Ok(exit(&applied, is_interrupted()))
}

fn show(
    planned: &PlanReport,
    approval: &Approval,
    portal: &str,
    settings: &Settings,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    view::findings_on_stderr(&planned.findings, settings)?;
    if settings.format != Format::Json {
        view::plan::human(&planned.plan, portal, approval, settings.paint, settings.width, out)?;
        out.flush()?;
    }
    Ok(())
}

fn exit(applied: &Applied, interrupted: bool) -> Exit {
    match (applied.is_complete(), interrupted) {
        (true, _) => Exit::Success,
        (false, true) => Exit::Interrupted,
        (false, false) => Exit::Failed,
    }
}

/// Asks for approval; any answer but `yes` is an error.
fn ask() -> Result<(), Failure> {
    if !can_ask() {
        return Err(Failure::failed("nothing was applied: approval needs a terminal")
            .help("add --auto-approve to apply without being asked"));
    }
    let mut err = stderr();
    write!(err, "\nApply these changes? Only `yes` will be accepted: ")?;
    err.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    if answer.trim() == "yes" { Ok(()) } else { Err(Failure::failed("nothing was applied: the answer was not `yes`")) }
}
