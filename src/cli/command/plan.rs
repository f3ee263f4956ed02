//! `portwright plan`.

use std::io::Write;
use std::path::PathBuf;

use crate::cli::base::BaseArgs;
use crate::cli::env::Settings;
use crate::cli::exit::{Exit, FailureKind};
use crate::cli::failure::Failure;
use crate::cli::format::Format;
use crate::cli::migrate::MigrateArgs;
use crate::cli::terminal::print_note;
use crate::cli::view;
use crate::cli::view::escape::escaped;
use crate::cli::view::plan::PlanStyle;
use crate::disk::ProjectFile;
use crate::ground::closest::closest;
use crate::ground::finding::Finding;
use crate::model::environment_variable;
use crate::ops;
use crate::ops::apply::Approval;
use crate::ops::plan::{PlanError, PlanOptions};

/// Show what apply would change
///
/// Compares the model with the portal and prints the differences. Nothing is written to the portal. With --out, the plan is
/// saved too, and `portwright apply FILE` applies exactly it.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright plan --portal sandbox
  portwright plan --portal us --detailed-exitcode
  portwright plan --base last-applied
  portwright plan --out reviewed.plan
  portwright plan --profile prod --format json")]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    base: BaseArgs,
    /// Also save the plan to this file, which `apply` accepts
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// List the portal's resources that are not in the model
    #[arg(long)]
    show_unmanaged: bool,
    /// Exit with code 2 if there are changes
    #[arg(long)]
    detailed_exitcode: bool,
    /// Include the secret of an existing resource, as apply would with this flag; can be repeated
    #[arg(long = "write-secret", value_name = "ADDRESS")]
    write_secrets: Vec<String>,
    #[command(flatten)]
    migrate: MigrateArgs,
}

pub(crate) fn run(args: PlanArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let portal = settings.portal()?;
    let options = PlanOptions { write_secrets: args.write_secrets, migrate: args.migrate.choice() };
    let variables = |file: &ProjectFile| settings.variables_with(file);
    let workspace = settings.workspace();
    let planned = ops::plan::with_model(&workspace, &*portal, &options, args.base.input(&variables));
    let (planned, model) = planned.map_err(|error| failure(error, settings))?;
    if let Some(file) = &args.out {
        let portal = (&*portal, settings.identity(&*portal));
        ops::saved::save(file, (&planned, &model), &options, &workspace, portal)?;
    }
    view::findings_on_stderr(&planned.findings, settings)?;
    match settings.format {
        Format::Json => view::plan_json::json(&planned.plan, &portal.name(), settings.profile.as_deref(), out)?,
        _ => {
            let destination = settings.destination(&*portal);
            let style = PlanStyle {
                destination: &destination,
                approval: &Approval::default(),
                shows_unmanaged: args.show_unmanaged,
                shows_checksum: true,
                paint: settings.paint,
                width: settings.width,
            };
            view::plan::human(&planned.plan, &style, out)?;
        }
    }
    if let Some(file) = args.out.as_ref().filter(|_| !settings.quiet) {
        print_note(&format!("The plan was saved to `{}`.", escaped(&settings.display(file))));
    }
    if planned.plan.refused().next().is_some() {
        return Ok(Exit::Failed);
    }
    let changes = !planned.plan.steps.is_empty();
    Ok(if changes && args.detailed_exitcode { Exit::Changes } else { Exit::Success })
}

/// Converts the error, and prints the findings if the model has errors.
pub(crate) fn failure(error: PlanError, settings: &Settings) -> Failure {
    match error {
        PlanError::Workspace(error) => error.into(),
        PlanError::Model(found) => model_errors(found, settings),
        PlanError::NoSecret { ref address, ref others } => {
            let help = match closest(address, others.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None if others.is_empty() => "remove the flag: no resource of the model has a secret".to_owned(),
                None => format!("the resources with secrets are {}", others.join(", ")),
            };
            Failure::could_not_run(error).help(help)
        }
        PlanError::WithheldSecret { ref name, .. } => {
            let help = format!("set it as `{}`", environment_variable(name));
            Failure::could_not_run(error).help(help)
        }
        PlanError::NoMigration(ref unknown) => {
            let help = match &unknown.others[..] {
                [] => "remove the flag: no property changes its type".to_owned(),
                others => format!("the properties whose types change are {}", others.join(", ")),
            };
            Failure::could_not_run(error).help(help)
        }
        PlanError::Portal(error) => error.into(),
        PlanError::Kind { kind, source } => {
            let is_hidden = matches!(source.status(), Some(403 | 404));
            let failure = Failure::from(source);
            if !is_hidden {
                return failure;
            }
            let hint = format!(
                "the portal must have {}, and the credentials must have permission to read them; to plan without \
                 them, move the files out of `{}/`",
                kind.plural, kind.folder
            );
            Failure { hints: vec![hint], ..failure }
        }
    }
}

/// Prints the errors of a model, and returns the failure.
pub(super) fn model_errors(found: Vec<Finding>, settings: &Settings) -> Failure {
    match view::findings_on_stderr(&found, settings) {
        Ok(()) => Failure { findings: found, ..Failure::new(FailureKind::Findings, "the model has errors").shown() },
        Err(error) => error.into(),
    }
}
