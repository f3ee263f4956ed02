//! `portwright plan`.

use std::io::Write;
use std::mem::ManuallyDrop;
use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::approval::ApprovalArgs;
use crate::cli::base::BaseArgs;
use crate::cli::comment::CommentArgs;
use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::format::Format;
use crate::cli::impact::ImpactArgs;
use crate::cli::migrate::MigrateArgs;
use crate::cli::plan_failure::failure;
use crate::cli::target::TargetArgs;
use crate::cli::terminal::print_note;
use crate::cli::view;
use crate::cli::view::escape::escaped;
use crate::cli::view::plan::PlanStyle;
use crate::cli::view::plan_markdown;
use crate::disk::ProjectFile;
use crate::ops;
use crate::ops::plan::PlanOptions;

/// Show what apply would change
///
/// Compares the model with the portal and prints the differences. Nothing is written to the portal. With --out, the plan is
/// saved too, and `portwright apply FILE` applies exactly that plan.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright plan --portal sandbox
  portwright plan --portal us --detailed-exitcode
  portwright plan --base last-applied
  portwright plan --target 'blueprint/pay*'
  portwright plan --out reviewed.plan
  portwright plan --impact
  portwright plan --profile prod --format json
  portwright plan --comment")]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    base: BaseArgs,
    #[command(flatten)]
    targets: TargetArgs,
    /// Also save the plan to this file, which `apply` accepts
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// List the portal's resources that are not in the model
    #[arg(long)]
    show_unmanaged: bool,
    /// Exit with 2 if there are changes, or 3 if some are refused
    #[arg(long)]
    detailed_exitcode: bool,
    /// Exit with code 1 if apply would refuse some changes
    #[arg(long, value_name = "CONDITION", value_enum, hide_short_help = true)]
    fail_on: Option<FailOn>,
    #[command(flatten)]
    approval: ApprovalArgs,
    /// Include the secret of an existing resource, as apply would with this flag; can be repeated
    #[arg(long = "write-secret", value_name = "ADDRESS", hide_short_help = true)]
    write_secrets: Vec<String>,
    #[command(flatten)]
    migrate: MigrateArgs,
    #[command(flatten)]
    impact: ImpactArgs,
    #[command(flatten)]
    comment: CommentArgs,
}

/// What makes a plan fail.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum FailOn {
    /// Changes that the portal would refuse, that are not approved, or that are protected
    Refused,
}

pub(crate) fn run(args: PlanArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let portal = settings.portal()?;
    let options = PlanOptions {
        write_secrets: args.write_secrets,
        migrate: args.migrate.choice(),
        targets: args.targets.targets(),
    };
    let variables = |file: &ProjectFile| settings.variables_with(file);
    let workspace = settings.workspace();
    let destination = settings.destination(&*portal);
    let planned = ops::plan::with_model(&workspace, &*portal, &options, args.base.input(&variables));
    let (planned, model) = match planned.map_err(|error| failure(error, settings)) {
        // The process ends soon, and the system frees a large plan and model faster.
        Ok((planned, model)) => (ManuallyDrop::new(planned), ManuallyDrop::new(model)),
        Err(failure) => {
            // An earlier plan in the comment would look as if it were of these files.
            args.comment.post(settings, &destination, &|max| plan_markdown::failed(&failure, &destination, max))?;
            return Err(failure);
        }
    };
    if let Some(file) = &args.out {
        let portal = (&*portal, settings.identity(&*portal));
        ops::saved::save(file, (&*planned, &*model), &options, &workspace, portal)?;
    }
    view::findings_on_stderr(&planned.findings, settings)?;
    let impact = args.impact.of(&planned, &*portal, settings)?;
    let refused = args.approval.approval(false).judge(&planned.plan, &planned.policy);
    let style = PlanStyle {
        destination: &destination,
        refused: &refused,
        shows_unmanaged: args.show_unmanaged,
        shows_checksum: true,
        paint: settings.paint,
        width: settings.width,
    };
    match settings.format {
        Format::Json => {
            let shown = (&planned.plan, impact.as_ref());
            view::plan_json::json(shown, &refused, &portal.name(), settings.profile.as_deref(), out)?
        }
        format => view::plan_formats::write(&planned.plan, &style, format, out)?,
    }
    if let Some(impact) = impact.as_ref().filter(|_| settings.format != Format::Json) {
        view::impact::write(impact, settings.format, settings.paint, out)?;
    }
    out.flush()?;
    if let Some(file) = args.out.as_ref().filter(|_| !settings.quiet) {
        print_note(&format!("The plan was saved to `{}`.", escaped(&settings.display(file))));
    }
    args.comment.post(settings, &destination, &|max| {
        let below = impact.as_ref().map(|impact| view::impact::markdown(impact, max / 2)).unwrap_or_default();
        plan_markdown::markdown(&planned.plan, &style, max.saturating_sub(below.chars().count())) + &below
    })?;
    let changes = !planned.plan.steps.is_empty();
    Ok(match (args.detailed_exitcode, refused.is_empty()) {
        (_, false) if args.fail_on.is_some() => Exit::Failed,
        (true, false) => Exit::PartlyRefused,
        (true, true) if changes => Exit::Changes,
        _ if planned.plan.refused().next().is_some() => Exit::Failed,
        _ => Exit::Success,
    })
}
