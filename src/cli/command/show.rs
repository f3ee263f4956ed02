//! `portwright show`.

use std::io::Write;
use std::path::PathBuf;

use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::format::Format;
use crate::cli::view;
use crate::cli::view::plan::PlanStyle;
use crate::ops;
use crate::ops::apply::{Approval, Policy};

/// Show a saved plan
///
/// Prints a plan that `plan --out` saved, as `plan` printed it. Neither the portal nor the model is read.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright show reviewed.plan
  portwright show reviewed.plan --format json")]
pub(crate) struct ShowArgs {
    /// The file that `plan --out` saved
    #[arg(value_name = "FILE")]
    plan: PathBuf,
    /// List the portal's resources that are not in the model
    #[arg(long)]
    show_unmanaged: bool,
}

pub(crate) fn run(args: &ShowArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let ops::saved::ShownPlan { plan, portal, profile } = ops::saved::show(&args.plan, &settings.workspace())?;
    // The approvals are given when it is applied.
    let refused = Approval::default().judge(&plan, &Policy::default());
    if settings.format == Format::Json {
        view::plan_json::json((&plan, None), &refused, &portal, profile.as_deref(), out)?;
        return Ok(Exit::Success);
    }
    let with = profile.map(|profile| format!(" with profile `{profile}`")).unwrap_or_default();
    let style = PlanStyle {
        destination: &(portal + &with),
        refused: &refused,
        shows_unmanaged: args.show_unmanaged,
        shows_checksum: true,
        paint: settings.paint,
        width: settings.width,
    };
    view::plan_formats::write(&plan, &style, settings.format, out)?;
    Ok(Exit::Success)
}
