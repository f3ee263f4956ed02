//! `portwright validate`.

use std::io::Write;
use std::mem::ManuallyDrop;

use crate::cli::base::BaseArgs;
use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::terminal::print_note;
use crate::cli::view;
use crate::disk::ProjectFile;
use crate::ground::count::count;
use crate::ops;

/// Check the model without a portal
///
/// Reads every file of the model and reports values that Port would refuse, drop or misread: first in the structure of each
/// resource, then in its references. If the project has a template for `enrich`, checks it against the model's
/// blueprints too.
#[derive(clap::Args, Debug)]
#[command(mut_arg("base", |base| base
    .help("Also report references to resources that only the model at this git revision declares")
    .long_help("Also report references to resources that only the model at this git revision declares\n\n\
        `apply --base` with the same revision would delete these resources.")))]
#[command(after_long_help = "\
Examples:
  portwright validate
  portwright validate --deny-warnings --profile prod
  portwright validate --base HEAD^1 --format concise")]
pub(crate) struct ValidateArgs {
    #[command(flatten)]
    base: BaseArgs,
    /// Fail on warnings too
    #[arg(long)]
    deny_warnings: bool,
    /// Files that changed; the entire model is checked in any case
    #[arg(value_name = "FILE", hide = true)]
    _files: Vec<std::path::PathBuf>,
}

pub(crate) fn run(args: ValidateArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let variables = |file: &ProjectFile| settings.variables_with(file);
    // The process ends soon, and the system frees a large model faster.
    let report = ManuallyDrop::new(ops::validate::run(&settings.workspace(), args.base.input(&variables))?);
    view::findings(&report.findings, settings, out)?;
    if report.findings.is_empty() && !settings.quiet {
        let (resources, files) = (report.model.declarations.len(), report.model.files.len());
        let (resources, files) = (count(resources, "resource"), count(files, "file"));
        print_note(&format!("{resources} in {files} checked: nothing to report."));
    }
    Ok(if report.fails(args.deny_warnings) { Exit::Failed } else { Exit::Success })
}
