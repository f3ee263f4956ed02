//! `portwright export`.

use std::io::{IsTerminal, Write, stderr};

use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::format::Format;
use crate::cli::plan_failure::model_errors;
use crate::cli::terminal::print_note;
use crate::cli::view;
use crate::ops::export::{ExportError, ExportInput};

/// Write the portal's resources to the model's files
///
/// Writes each resource that no file declares to a new file, and changes the files of the others where the portal differs.
/// Nothing is written to the portal, and a plan afterwards has no changes. Secrets become variables.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright export --portal sandbox
  portwright export blueprints 'action/deploy_*' --diff
  portwright export --as extends blueprint/githubRepository")]
pub(crate) struct ExportArgs {
    /// Export only these resources: addresses, in which `*` is any text, and kinds
    #[arg(value_name = "ADDRESS|KIND")]
    selected: Vec<String>,
    /// Also export permissions, and pages that Port made itself
    #[arg(long)]
    all: bool,
    /// Export only additions to this blueprint, which something else creates: `--as extends ADDRESS`; can be repeated
    #[arg(long = "as", num_args = 2, value_names = ["extends", "ADDRESS"])]
    as_extension: Vec<String>,
    /// Show the changes as a diff, and write nothing
    #[arg(long, conflicts_with = "check")]
    diff: bool,
    /// Exit with code 1 if a file would change, and write nothing
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(args: &ExportArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let as_extension = extended(&args.as_extension)?;
    let portal = settings.portal()?;
    let shows_progress = !settings.quiet && stderr().is_terminal();
    let input = ExportInput {
        workspace: settings.workspace(),
        portal: &*portal,
        selected: &args.selected,
        as_extension: &as_extension,
        all: args.all,
        dry: args.diff || args.check,
    };
    let report = input.run(&mut |what| {
        if shows_progress {
            print_note(&format!("Reading {what} ..."));
        }
    });
    let report = report.map_err(|error| failure(error, settings))?;
    let destination = settings.destination(&*portal);
    match settings.format {
        Format::Json => view::export::json(&report, &portal.name(), input.dry, out)?,
        _ if args.diff => view::export::diff(&report, settings.paint, out)?,
        _ => view::export::human(&report, &destination, args.check, settings.paint, out)?,
    }
    let differs = !report.files.is_empty() || report.settings.is_some();
    Ok(if !report.is_complete() || (args.check && differs) { Exit::Failed } else { Exit::Success })
}

/// The addresses after `extends`.
fn extended(words: &[String]) -> Result<Vec<String>, Failure> {
    let address = |pair: &[String]| match pair {
        [word, address] if word == "extends" => Ok(address.clone()),
        _ => Err(Failure::could_not_run(format!("`--as {}` is not valid", pair.join(" ")))
            .help("write `--as extends ADDRESS`, such as `--as extends blueprint/service`")),
    };
    words.chunks(2).map(address).collect()
}

/// Converts the error, and prints the findings if the model has errors.
pub(super) fn failure(error: ExportError, settings: &Settings) -> Failure {
    match error {
        ExportError::Workspace(error) => error.into(),
        ExportError::Portal(error) => error.into(),
        ExportError::Model(found) => model_errors(found, settings),
        ExportError::Unknown(ref unknown) => {
            let help = match &unknown.near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write an address such as `blueprint/service`, or a kind such as `blueprint`".to_owned(),
            };
            Failure::could_not_run(error).help(help)
        }
        ExportError::NotExtendable(_) => Failure::could_not_run(error).help("remove `--as extends` for this resource"),
        ExportError::Settings(_, ref names) => {
            let lines = names.iter().map(|name| format!("`{name} = {{ sensitive = true }}`"));
            let help = format!("add {} to its `[vars]`, then export again", lines.collect::<Vec<_>>().join(", "));
            Failure::could_not_run(error).help(help)
        }
    }
}
