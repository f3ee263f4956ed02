//! The failures of saved plans, and what to do about them.

use crate::cli::exit::FailureKind;
use crate::cli::failure::Failure;
use crate::ops::apply::StaleError;
use crate::ops::saved::{ReadError, SaveError};

impl From<StaleError> for Failure {
    fn from(error: StaleError) -> Self {
        let again = "make a new plan with `portwright plan --out FILE`, review it, and apply that file";
        let hint = match &error {
            StaleError::Workspace(_) | StaleError::Plan(_) => return Self::could_not_run(error),
            StaleError::Release(_) => {
                "make a new plan with this release of portwright, or apply this one with the other"
            }
            StaleError::Portal(..) => {
                "set the portal of the plan, or make a new plan for this one with `portwright plan --out FILE`"
            }
            StaleError::Profile(..) => {
                "set --profile as for the plan, or make a new plan with `portwright plan --out FILE`"
            }
            StaleError::ChangedSinceApply(_) => {
                "give these fields the values that `portwright show FILE` has on the left, or undo the apply in the model"
            }
            StaleError::Changed(_) | StaleError::Unusable(_) => again,
        };
        Self::new(FailureKind::Unapproved, error).help(hint)
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Workspace(error) => error.into(),
            unusable => {
                Self::could_not_run(unusable).help("make a new plan with `portwright plan --out FILE`, and review it")
            }
        }
    }
}

impl From<SaveError> for Failure {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Workspace(error) => error.into(),
            SaveError::Hide(_) => Self::could_not_run(error)
                .help("apply it without a file: `portwright apply --checksum SUM` applies the plan that was reviewed"),
            SaveError::Random => Self::could_not_run(error),
            SaveError::Taken(_) => Self::could_not_run(error).help("choose another name, or move that file away"),
        }
    }
}
