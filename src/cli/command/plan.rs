//! `portwright plan`.

use std::io::Write;

use crate::cli::env::Settings;
use crate::cli::exit::{Exit, FailureKind};
use crate::cli::failure::Failure;
use crate::cli::format::Format;
use crate::cli::view;
use crate::ops::apply::Consent;
use crate::ops::plan::{PlanError, Planned};
use crate::portal::Portal;
use crate::{model::Model, ops};

/// Show what apply would change
///
/// Reads the model, asks the portal what it holds, and prints the difference. Nothing is written to the portal.
#[derive(clap::Args, Debug)]
pub struct PlanArgs {
    /// Exit with 2 when there is something to change
    #[arg(long)]
    detailed_exitcode: bool,
}

/// Runs it.
///
/// # Errors
/// A model with errors, a portal that could not be read.
pub fn run(args: PlanArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let model = settings.model()?;
    let portal = settings.portal()?;
    let planned = planned(&model, settings, &*portal)?;
    match settings.format {
        Format::Json => view::plan_json::json(&planned.plan, &portal.name(), out)?,
        _ => {
            view::plan::human(&planned.plan, &portal.name(), &Consent::default(), settings.paint, settings.width, out)?
        }
    }
    let changes = !planned.plan.steps.is_empty();
    Ok(if changes && args.detailed_exitcode { Exit::Changes } else { Exit::Success })
}

/// The plan; what the rules have to say about the model is told on the way.
pub(super) fn planned(model: &Model, settings: &Settings, portal: &dyn Portal) -> Result<Planned, Failure> {
    match ops::plan::plan(model, &settings.variables, portal) {
        Ok(planned) => {
            view::findings_aside(&planned.findings, settings)?;
            Ok(planned)
        }
        Err(PlanError::Model(found)) => {
            view::findings_aside(&found, settings)?;
            Err(Failure::new(FailureKind::Findings, "the model has errors"))
        }
        Err(PlanError::Portal(error)) => Err(error.into()),
    }
}
