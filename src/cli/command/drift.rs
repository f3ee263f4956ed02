//! `portwright drift`.

use std::io::Write;

use clap::ValueEnum;

use crate::cli::command::plan::failure;
use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::format::Format;
use crate::cli::view::{self, drift::DriftStyle};
use crate::disk::ProjectFile;
use crate::ops;
use crate::ops::base::BaseInput;
use crate::plan::Class;

/// Show what somebody changed in the portal
///
/// Compares the portal with the model, and with the model at an earlier revision, and prints only what changed outside of
/// the model, with who changed it and when. Nothing is written.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright drift --portal sandbox
  portwright drift --base HEAD~1 --show-unmanaged
  portwright drift --fail-on drifted,conflict --format markdown")]
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
}

/// The classes of changes by somebody else.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum OutsideClass {
    /// The portal moved away from what the files and the revision state
    Drifted,
    /// The portal has a member or a resource that neither the files nor the revision state
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
    let portal = settings.portal()?;
    let variables = |file: &ProjectFile| settings.variables_with(file);
    let base = args.base.as_deref().map(|revision| BaseInput { revision, variables: &variables });
    let workspace = settings.workspace();
    let report = ops::drift::run(&workspace, &*portal, base, &variables).map_err(|error| failure(error, settings))?;
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
