//! `portwright apply`.

use std::cell::OnceCell;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::apply_end::{exit, failed};
use crate::cli::approval::ApprovalArgs;
use crate::cli::base::{BaseArgs, RecordArgs};
use crate::cli::confirm::ask;
use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::format::Format;
use crate::cli::migrate::MigrateArgs;
use crate::cli::signals::interrupted_after_request;
use crate::cli::target::TargetArgs;
use crate::cli::view;
use crate::cli::view::plan::PlanStyle;
use crate::disk::ProjectFile;
use crate::ops;
use crate::ops::apply::{ApplyHooks, ApplyInput, ApplyReport, PlanSource, Refused};
use crate::ops::plan::{PlanOptions, PlanReport};

/// Apply the model to a portal
///
/// Shows the plan, asks for confirmation, and applies it. Destructive changes are never applied without approval. With FILE,
/// applies exactly that saved plan, and refuses it if the portal, the model or a variable has changed since.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright apply --portal sandbox
  portwright apply --auto-approve
  portwright apply --target action/deploy
  portwright apply --base last-applied --record-tag --push-tag
  portwright apply --allow blueprint/service:schema.properties.tier
  portwright apply reviewed.plan")]
pub(crate) struct ApplyArgs {
    /// Apply exactly the saved plan in this file
    #[arg(value_name = "FILE", conflicts_with_all = ["base", "write_secrets", "addresses", "checksum", "targets", "excluded"])]
    plan: Option<PathBuf>,
    /// Apply the plan only if `plan` printed this checksum for it
    #[arg(long, value_name = "SUM")]
    checksum: Option<String>,
    #[command(flatten)]
    base: BaseArgs,
    #[command(flatten)]
    targets: TargetArgs,
    #[command(flatten)]
    record: RecordArgs,
    /// Apply without asking
    #[arg(long)]
    auto_approve: bool,
    #[command(flatten)]
    approval: ApprovalArgs,
    /// Leave out what is refused or not approved, with what depends on it, and apply the rest
    #[arg(long, hide_short_help = true)]
    skip_refused: bool,
    /// Also write the secret of this existing resource, even though a plan cannot compare it; can be repeated
    #[arg(long = "write-secret", value_name = "ADDRESS", hide_short_help = true)]
    write_secrets: Vec<String>,
    #[command(flatten)]
    migrate: MigrateArgs,
}

pub(crate) fn run(args: ApplyArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let portal = settings.portal()?;
    let destination = settings.destination(&*portal);
    let approval = args.approval.approval(args.skip_refused);
    let signal = OnceCell::new();
    let is_interrupted = || signal.get().is_some_and(|flag: &Arc<AtomicBool>| flag.load(Ordering::Relaxed));
    let workspace = settings.workspace();
    let options = PlanOptions {
        write_secrets: args.write_secrets,
        migrate: args.migrate.choice(),
        targets: args.targets.targets(),
    };
    let variables = |file: &ProjectFile| settings.variables_with(file);
    let (base, record) = (args.base.input(&variables), args.record.input(&variables));
    let saved = args.plan.as_ref().map(|file| ops::saved::read(file, &workspace)).transpose()?;
    let identity = settings.identity(&*portal);
    let source = match &saved {
        Some(plan) => PlanSource::Saved { plan, portal: &identity },
        None => PlanSource::New { options: &options, base, checksum: args.checksum.as_deref() },
    };
    let input = ApplyInput { workspace, portal: &*portal, approval: &approval, source, record };
    let report = input.run(ApplyHooks {
        show: &mut |planned, refused| show(planned, refused, &destination, settings, out),
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
    let ApplyReport { plan, applied, recorded } =
        report.map_err(|error| failed(error, &portal.name(), settings, out))?;
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
    refused: &Refused,
    destination: &str,
    settings: &Settings,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    view::findings_on_stderr(&planned.findings, settings)?;
    if settings.format == Format::Json {
        return Ok(());
    }
    let (paint, width) = (settings.paint, settings.width);
    let style = PlanStyle { destination, refused, shows_unmanaged: false, shows_checksum: false, paint, width };
    view::plan::human(&planned.plan, &style, out)?;
    Ok(out.flush()?)
}
