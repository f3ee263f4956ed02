//! Saving a plan to a file, and reading it back.

use std::path::Path;

use ring::rand::{SecureRandom, SystemRandom};

use crate::disk::replace::write_private;
use crate::ground::digest::Salt;
use crate::model::Model;
use crate::ops::plan::{PlanOptions, PlanReport};
use crate::ops::workspace::{Workspace, WorkspaceError};
use crate::plan::Plan;
use crate::plan::saved::{Basis, HideError, Hiding, PlanFileError, SaveInput, SavedOptions, SavedPlan, SavedPortal};
use crate::portal::{Method, Portal, Request};

/// Why a plan was not saved.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SaveError {
    #[error("the plan cannot be saved: {0}")]
    Hide(#[from] HideError),
    #[error("the plan cannot be saved: the system has no random numbers")]
    Random,
    /// The file is left as it is, because replacing it would lose its content.
    #[error("the plan cannot be saved: `{0}` exists and is not a saved plan")]
    Taken(String),
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
}

/// Why the file of a plan cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// The path, and the reason.
    #[error("the plan in `{0}` cannot be used: {1}")]
    Unusable(String, PlanFileError),
}

/// Writes a plan that was made from this model to a file that only its owner can read. `name` is that of the portal.
pub(crate) fn save(
    file: &Path,
    (planned, model): (&PlanReport, &Model),
    options: &PlanOptions,
    workspace: &Workspace<'_>,
    (portal, name): (&dyn Portal, String),
) -> Result<(), SaveError> {
    let salt = new_salt()?;
    let hiding = Hiding::new(model, workspace.variables);
    let PlanOptions { write_secrets, migrate, .. } = options.clone();
    let input = SaveInput {
        plan: &planned.plan,
        portal: SavedPortal { name, organization: organization(portal) },
        profile: workspace.profile,
        options: SavedOptions { write_secret: write_secrets, migrate: migrate.addresses, migrate_all: migrate.all },
        salt,
        basis: Some(Basis::of(model, workspace.variables, &salt)),
        findings: planned.findings.len(),
    };
    write(file, &SavedPlan::new(input, &hiding)?, workspace)
}

/// Writes a plan that undoes an apply to a file that only its owner can read. `name` is that of the portal.
pub(in crate::ops) fn save_rollback(
    file: &Path,
    plan: &Plan,
    workspace: &Workspace<'_>,
    (portal, name): (&dyn Portal, String),
) -> Result<(), SaveError> {
    let input = SaveInput {
        plan,
        portal: SavedPortal { name, organization: organization(portal) },
        profile: workspace.profile,
        options: SavedOptions::default(),
        salt: new_salt()?,
        basis: None,
        findings: 0,
    };
    // It is not made from the model, but may have values of its variables.
    let hiding = Hiding::new(&Model::default(), workspace.variables);
    write(file, &SavedPlan::new(input, &hiding)?, workspace)
}

fn new_salt() -> Result<Salt, SaveError> {
    let mut salt = [0; 16];
    SystemRandom::new().fill(&mut salt).map_err(|_| SaveError::Random)?;
    Ok(Salt(salt))
}

fn write(file: &Path, plan: &SavedPlan, workspace: &Workspace<'_>) -> Result<(), SaveError> {
    let is_replaceable = |text: String| text.is_empty() || SavedPlan::is_one(&text);
    if workspace.here.join(file).is_file() && !workspace.read(file).is_ok_and(is_replaceable) {
        return Err(SaveError::Taken(workspace.display(file)));
    }
    write_private(&workspace.here.join(file), plan.text().as_bytes())
        .map_err(|error| WorkspaceError::Unwritable(workspace.display(file), error.to_string()).into())
}

/// Reads the file of a plan.
pub(crate) fn read(file: &Path, workspace: &Workspace<'_>) -> Result<SavedPlan, ReadError> {
    let text = workspace.read(file)?;
    SavedPlan::parse(&text).map_err(|reason| ReadError::Unusable(workspace.display(file), reason))
}

/// A saved plan for display.
#[derive(Debug)]
pub(crate) struct ShownPlan {
    pub plan: Plan,
    /// The name of its portal.
    pub portal: String,
    pub profile: Option<String>,
}

/// Reads the file of a plan to show it.
pub(crate) fn show(file: &Path, workspace: &Workspace<'_>) -> Result<ShownPlan, ReadError> {
    let saved = read(file, workspace)?;
    let plan = saved.shown().map_err(|reason| ReadError::Unusable(workspace.display(file), reason))?;
    Ok(ShownPlan { plan, portal: saved.portal.name, profile: saved.profile })
}

/// Returns the identifier of a portal's organization, if the portal shows it.
pub(super) fn organization(portal: &dyn Portal) -> Option<String> {
    let answer = portal.send(&Request::new(Method::Get, ["organization"])).ok()?;
    answer.body.pointer("/organization/id")?.as_str().map(str::to_owned)
}
