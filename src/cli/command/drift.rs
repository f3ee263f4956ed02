//! `portwright drift`.

use std::io::{self, BufRead, Write};

use clap::ValueEnum;

use crate::cli::command::export;
use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::format::Format;
use crate::cli::plan_failure::failure;
use crate::cli::terminal::{can_ask, stderr};
use crate::cli::view::{self, drift::DriftStyle};
use crate::disk::ProjectFile;
use crate::ops;
use crate::ops::accept::AcceptError;
use crate::ops::base::BaseInput;
use crate::ops::drift::DriftReport;
use crate::plan::Class;

/// Show what somebody changed in the portal
///
/// Compares the portal with the model, and with the model at an earlier revision, and prints only what changed outside of
/// the model, with who changed it and when. Nothing is written, except with --accept.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright drift --portal sandbox
  portwright drift --base HEAD~1 --show-unmanaged
  portwright drift --fail-on drifted,conflict --format markdown
  portwright drift --accept blueprint/service:title --accept 'action/*'")]
pub(crate) struct DriftArgs {
    /// The git revision to compare with [default: last-applied if apply --record-tag has recorded it, otherwise HEAD]
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    /// Exit with code 1 if there are changes of these classes
    #[arg(long, value_name = "CLASS", value_enum, value_delimiter = ',')]
    fail_on: Vec<OutsideClass>,
    /// List the portal's resources that are not in the model
    #[arg(long)]
    show_unmanaged: bool,
    /// Write changes into the model's files: ADDRESS or ADDRESS:PATH, in which `*` is any text
    ///
    /// Without a value, it asks about each resource. Resources that are not in the model get a new file.
    #[arg(long, value_name = "ADDRESS[:PATH]", num_args = 0.., conflicts_with_all = ["fail_on", "show_unmanaged"])]
    accept: Option<Vec<String>>,
}

/// The classes of changes by somebody else.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum OutsideClass {
    /// The portal moved away from what the files and the revision state
    Drifted,
    /// The portal has a member or a resource that is neither in the files nor in the revision
    AddedOutside,
    /// The files and the portal both changed
    Conflict,
}

impl OutsideClass {
    fn class(self) -> Class {
        match self {
            Self::Drifted => Class::Drifted,
            Self::AddedOutside => Class::AddedOutside,
            Self::Conflict => Class::Conflict,
        }
    }
}

pub(crate) fn run(args: &DriftArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let asks = args.accept.as_ref().is_some_and(Vec::is_empty);
    if asks && !can_ask() {
        return Err(Failure::could_not_run("nothing was accepted: `--accept` without an address needs a terminal")
            .help("write `--accept ADDRESS` or `--accept ADDRESS:PATH`; `portwright drift` lists the addresses"));
    }
    let portal = settings.portal()?;
    let variables = |file: &ProjectFile| settings.variables_with(file);
    let base = args.base.as_deref().map(|revision| BaseInput { revision, variables: &variables });
    let workspace = settings.workspace();
    let report = ops::drift::run(&workspace, &*portal, base, &variables).map_err(|error| failure(error, settings))?;
    if let Some(accepted) = &args.accept {
        let answers = if asks { ask(&report, settings)? } else { accepted.clone() };
        let written = ops::accept::run(report, &answers, workspace, &*portal);
        let written = written.map_err(|error| unaccepted(error, settings))?;
        match settings.format {
            Format::Json => view::export::json(&written, &portal.name(), false, out)?,
            _ => view::accept::human(&written, settings.paint, out)?,
        }
        return Ok(if written.is_complete() { Exit::Success } else { Exit::Failed });
    }
    let destination = settings.destination(&*portal);
    match settings.format {
        Format::Json => view::drift_json::json(&report, &portal.name(), settings.profile.as_deref(), out)?,
        Format::Markdown => view::drift_markdown::markdown(&report, &destination, out)?,
        _ => {
            let (shows_unmanaged, paint, width) = (args.show_unmanaged, settings.paint, settings.width);
            let style = DriftStyle { destination: &destination, shows_unmanaged, paint, width };
            view::drift::human(&report, &style, out)?;
        }
    }
    let fails = args.fail_on.iter().any(|class| report.count(class.class()) > 0);
    Ok(if fails { Exit::Failed } else { Exit::Success })
}

/// Asks about each resource, and returns the addresses of the accepted ones. Any answer but `yes` or `y` is a no.
fn ask(report: &DriftReport, settings: &Settings) -> Result<Vec<String>, Failure> {
    let mut accepted = Vec::new();
    let mut err = stderr();
    for resource in &report.resources {
        view::drift::resource(resource, settings.stderr_paint, settings.width, &mut err)?;
        write!(err, "Accept this into the files? [y/N]: ")?;
        err.flush()?;
        let mut answer = String::new();
        if io::stdin().lock().read_line(&mut answer)? == 0 {
            return Err(Failure::could_not_run(
                "nothing was accepted: the input ended before all questions were answered",
            ));
        }
        if ["y", "yes"].contains(&answer.trim().to_lowercase().as_str()) {
            accepted.push(resource.step.address());
        }
    }
    Ok(accepted)
}

fn unaccepted(error: AcceptError, settings: &Settings) -> Failure {
    match error {
        AcceptError::Export(error) => export::failure(error, settings),
        AcceptError::Unknown(_, ref near) => {
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`portwright drift --show-unmanaged` lists what changed in the portal".to_owned(),
            };
            Failure::could_not_run(error).help(help)
        }
    }
}
