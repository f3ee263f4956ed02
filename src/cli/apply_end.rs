//! How an apply ends: the failure for each error, and the exit code.

use std::io::Write;

use crate::cli::env::Settings;
use crate::cli::exit::{Exit, FailureKind};
use crate::cli::failure::Failure;
use crate::cli::format::Format;
use crate::cli::plan_failure::failure;
use crate::cli::view;
use crate::ops::apply::{Applied, ApplyError, StaleError};
use crate::portal::http::StopSignal;

/// Returns the failure for an error of an apply, after which nothing was written.
pub(crate) fn failed(error: ApplyError<Failure>, portal: &str, settings: &Settings, out: &mut dyn Write) -> Failure {
    match error {
        ApplyError::Plan(error) | ApplyError::Stale(StaleError::Plan(error)) => failure(error, settings),
        ApplyError::Stale(error) => error.into(),
        ApplyError::WrongChecksum(plan, refused, checksum) => {
            if settings.format == Format::Json
                && let Err(error) =
                    view::plan_json::json((&plan, None), &refused, portal, settings.profile.as_deref(), out)
            {
                return error.into();
            }
            let message =
                format!("nothing was applied: this is not the plan that was approved; its checksum is {checksum}");
            Failure::new(FailureKind::Unapproved, message)
                .help(format!("review this plan, then approve it with `--checksum {checksum}`"))
        }
        ApplyError::Unapproved(error) => error.into(),
        ApplyError::Record(error) => error.into(),
        ApplyError::Rollback(error) => error.into(),
        ApplyError::Hook(failure) => failure,
    }
}

/// The result for people already says which steps are not done, and why.
pub(crate) fn exit(applied: &Applied, stop: &StopSignal) -> Result<Exit, Failure> {
    if !stop.is_raised() && applied.is_only_partial() {
        return Ok(Exit::PartlyRefused);
    }
    let (kind, message) = match (applied.is_complete(), stop.passed_deadline()) {
        (true, _) => return Ok(Exit::Success),
        _ if stop.is_interrupted() => (FailureKind::Interrupted, "interrupted before all steps were done".to_owned()),
        (false, Some(after)) => {
            let message = format!("the deadline of {} s passed before all steps were done", after.as_secs());
            return Err(Failure::new(FailureKind::Incomplete, message));
        }
        (false, None) => (FailureKind::Incomplete, "not all steps were done".to_owned()),
    };
    Err(Failure::new(kind, message).shown())
}
