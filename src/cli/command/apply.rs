//! `portwright apply`.

use std::cell::RefCell;
use std::io::Write;
use std::path::PathBuf;

use crate::cli::apply_end::{exit, failed};
use crate::cli::apply_options::ApplyOptionArgs;
use crate::cli::apply_output::ApplyOutput;
use crate::cli::approval::ApprovalArgs;
use crate::cli::base::{BaseArgs, RecordArgs};
use crate::cli::confirm::ask;
use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::migrate::MigrateArgs;
use crate::cli::signals::interrupted_after_request;
use crate::cli::target::TargetArgs;
use crate::cli::view;
use crate::disk::ProjectFile;
use crate::ops;
use crate::ops::apply::{ApplyHooks, ApplyInput, ApplyReport, PlanSource};
use crate::ops::plan::PlanOptions;

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
    #[command(flatten)]
    options: ApplyOptionArgs,
}

impl ApplyArgs {
    /// Whether the output has one event per line.
    pub(crate) fn prints_events(&self) -> bool {
        self.options.json
    }
}

pub(crate) fn run(args: ApplyArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    if let Some(deadline) = args.options.deadline() {
        settings.stop.set_deadline(deadline);
    }
    let portal = settings.portal()?;
    let destination = settings.destination(&*portal);
    let approval = args.approval.approval(args.skip_refused);
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
    let options = args.options.options();
    let rollback = args.options.rollback_out.as_deref().map(|file| (file, identity.as_str()));
    let input = ApplyInput { workspace, portal: &*portal, approval: &approval, source, record, options, rollback };
    let is_reviewed = saved.is_some() || args.checksum.is_some();
    let output = RefCell::new(ApplyOutput::new(settings, (portal.name(), destination), is_reviewed, out));
    let report = input.run(ApplyHooks {
        show: &mut |planned, refused| output.borrow_mut().plan(planned, refused),
        confirm: &mut || {
            if !args.auto_approve {
                ask(&output.borrow().destination)?;
            }
            // Installed only now, so that an interrupt ends the question at once.
            interrupted_after_request(&settings.stop, settings.quiet)
        },
        stop: &|| settings.stop.is_raised(),
        progress: &mut |event| output.borrow_mut().progress(event),
    });
    let mut output = output.into_inner();
    let ApplyReport { plan, applied, recorded } =
        report.map_err(|error| failed(error, &portal.name(), settings, output.out))?;
    output.result(&plan, &applied)?;
    if let Some(recorded) = recorded.transpose()?.filter(|_| !settings.quiet) {
        view::apply::recorded(&recorded);
    }
    exit(&applied, &settings.stop)
}
