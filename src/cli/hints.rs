//! Errors of `ops` as a person reads them: how the run ends, and what to do about it.

use crate::cli::failure::{Exit, Failure};
use crate::disk::model::ModelError;
use crate::ops::apply::Unapproved;
use crate::ops::catalog::CatalogError;
use crate::ops::lint::{BaselineError, LintError};
use crate::ops::schema::SchemaError;
use crate::ops::snapshot::TakeError;
use crate::ops::sync::{RemovalError, SyncError};
use crate::ops::validate::ValidateError;
use crate::ops::workspace::WorkspaceError;

impl From<WorkspaceError> for Failure {
    fn from(error: WorkspaceError) -> Self {
        let failure = Self::could_not_run(error.to_string());
        match error {
            WorkspaceError::Model(ModelError::Missing(_)) => failure
                .help("run it in the folder that holds `model/`, or name that folder with -C")
                .help("`[model] folder` in portwright.toml names another one"),
            _ => failure,
        }
    }
}

impl From<CatalogError> for Failure {
    fn from(error: CatalogError) -> Self {
        match error {
            CatalogError::Workspace(error) => error.into(),
            CatalogError::Snapshot(reason) => Self::could_not_run(reason),
            CatalogError::Portal(error) => error.into(),
        }
    }
}

impl From<LintError> for Failure {
    fn from(error: LintError) -> Self {
        match error {
            LintError::Workspace(error) => error.into(),
            LintError::Catalog(error) => error.into(),
            LintError::Discover(error) => Self::could_not_run(error.to_string()),
            LintError::Baseline(error) => error.into(),
            // Without an answer there is nothing to report.
            LintError::Portal(error) => Self { exit: Exit::CouldNotRun, ..Self::from_portal(&error) },
        }
    }
}

impl From<BaselineError> for Failure {
    fn from(error: BaselineError) -> Self {
        let failure = Self::could_not_run(error.to_string());
        match error {
            BaselineError::Unnamed => {
                failure.help("name it with --baseline, or as `[lint] baseline` in portwright.toml")
            }
            BaselineError::Unreadable(_) => failure.help("--update-baseline writes a new one"),
            BaselineError::Unwritable(_) | BaselineError::Invalid { .. } => failure,
        }
    }
}

impl From<SyncError> for Failure {
    fn from(error: SyncError) -> Self {
        let message = error.to_string();
        match error {
            SyncError::Lint(error) => error.into(),
            SyncError::Portal(error) => Self::of_server(&error),
            SyncError::NotUnderstood(_) | SyncError::Attach(_) => Self::could_not_run(message),
            SyncError::Cycle(_) => Self::could_not_run(message)
                .help("none of them can be created first: make one of these relations optional in its blueprint"),
            SyncError::Removal(RemovalError::Revision(_)) => {
                Self::could_not_run(message).help("in CI, let the checkout fetch that revision too (`fetch-depth: 0`)")
            }
            SyncError::Removal(RemovalError::TooMany { number, .. }) => {
                Self::could_not_run(message).help(format!("if this is intended, add --allow-deletes {number}"))
            }
            SyncError::Removal(_) => Self::could_not_run(message),
        }
    }
}

impl From<ValidateError> for Failure {
    fn from(error: ValidateError) -> Self {
        match error {
            ValidateError::Workspace(error) => error.into(),
            ValidateError::Template { .. } => Self::could_not_run(error.to_string())
                .help("name it with --template, or as `[enrich] template` in portwright.toml"),
        }
    }
}

impl From<TakeError> for Failure {
    fn from(error: TakeError) -> Self {
        match error {
            TakeError::Workspace(error) => error.into(),
            TakeError::Portal(error) => error.into(),
        }
    }
}

impl From<SchemaError> for Failure {
    fn from(error: SchemaError) -> Self {
        match error {
            SchemaError::NoBlueprints => Self::could_not_run(error.to_string())
                .help("name a snapshot with --catalog, a model with --model, or a portal with --portal"),
            SchemaError::Catalog(error) => error.into(),
            SchemaError::Workspace(error) => error.into(),
        }
    }
}

impl From<Unapproved> for Failure {
    fn from(error: Unapproved) -> Self {
        let failure = Self::failed(error.to_string());
        match error {
            Unapproved::Missing(addresses) => {
                let flags: Vec<String> = addresses.iter().map(|address| format!("--allow {address}")).collect();
                failure.help(format!("if this is intended, add {}, or --allow-destructive for all", flags.join(" ")))
            }
            Unapproved::Unknown(_) => failure,
        }
    }
}
