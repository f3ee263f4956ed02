//! Loads a saved plan, and checks that nothing it was made from has changed.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use crate::ground::count::count;
use crate::kind::Key;
use crate::model::Model;
use crate::ops::apply::approval::Policy;
use crate::ops::apply::outcome::last_change;
use crate::ops::content::PortalContent;
use crate::ops::plan::{self, PlanError, PlanReport};
use crate::ops::saved::organization;
use crate::ops::workspace::{Workspace, WorkspaceError};
use crate::ops::{loss, migration_check};
use crate::plan::normalize::normalize;
use crate::plan::rename::{self, PlannedRename, Rename};
use crate::plan::rollback::{self, Others};
use crate::plan::saved::{PlanFileError, SavedPlan, SavedPortal, StaleCause, fingerprint};
use crate::plan::{Action, Danger, Live, Plan, Step, by_and_at};
use crate::portal::{Portal, resources};

/// Why a saved plan is not applied. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StaleError {
    #[error("nothing was applied: portwright {0} made the plan, and this is portwright {version}", version = env!("CARGO_PKG_VERSION"))]
    Release(String),
    /// The portal of the plan, and that of this run.
    #[error("nothing was applied: the plan is for {0}, and this run is for {1}")]
    Portal(String, String),
    /// The profile of the plan, and that of this run.
    #[error("nothing was applied: the plan was made {0}, and this run is {1}")]
    Profile(String, String),
    #[error("nothing was applied: since the plan was made, {0}")]
    Changed(StaleCauses),
    /// What a plan that undoes an apply restores is not as the apply left it.
    #[error("nothing was undone: since the apply, {0}")]
    ChangedSinceApply(StaleCauses),
    #[error("nothing was applied: the plan cannot be used: {0}")]
    Unusable(#[from] PlanFileError),
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    #[error(transparent)]
    Plan(#[from] PlanError),
}

/// What changed since a plan was made.
#[derive(Debug)]
pub(crate) struct StaleCauses(pub Vec<StaleCause>);

/// How many of them a message names.
const MAX_NAMED: usize = 20;

impl fmt::Display for StaleCauses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named: Vec<String> = self.0.iter().take(MAX_NAMED).map(ToString::to_string).collect();
        f.write_str(&named.join("; "))?;
        match self.0.len().saturating_sub(MAX_NAMED) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}

/// Returns a saved plan with its sensitive values and the live bodies that it is based on. It reads the portal, whose name is
/// `name`, once.
pub(super) fn load(
    saved: &SavedPlan,
    workspace: &Workspace<'_>,
    portal: &dyn Portal,
    name: &str,
) -> Result<PlanReport, StaleError> {
    check_run(saved, workspace.profile, name)?;
    let model = match &saved.basis {
        Some(basis) => {
            let model = workspace.model()?;
            let changed = basis.differences(&model, workspace.variables, &saved.salt);
            if !changed.is_empty() {
                return Err(StaleError::Changed(StaleCauses(changed)));
            }
            model
        }
        None => Model::default(),
    };
    check_organization(&saved.portal, portal)?;
    let mut plan = saved.filled(workspace.variables)?;
    let mut content = PortalContent::default();
    let changed = attach_live_bodies(&mut plan, saved, &model, portal, &mut content.live)?;
    if !changed.is_empty() {
        let changed = StaleCauses(changed);
        return Err(if saved.undoes { StaleError::ChangedSinceApply(changed) } else { StaleError::Changed(changed) });
    }
    let policy = Policy::of(workspace, &model)?;
    Ok(PlanReport { plan, findings: Vec::new(), policy, content })
}

/// Checks that a plan was made by this release, for a portal of this name and with this profile.
fn check_run(saved: &SavedPlan, profile: Option<&str>, name: &str) -> Result<(), StaleError> {
    if saved.portwright_version != env!("CARGO_PKG_VERSION") {
        return Err(StaleError::Release(saved.portwright_version.clone()));
    }
    if saved.portal.name != name {
        return Err(StaleError::Portal(saved.portal.name.clone(), name.to_owned()));
    }
    if saved.profile.as_deref() != profile {
        let words = |profile: Option<&str>| {
            profile.map_or("without a profile".to_owned(), |profile| format!("with profile `{profile}`"))
        };
        return Err(StaleError::Profile(words(saved.profile.as_deref()), words(profile)));
    }
    Ok(())
}

fn check_organization(planned: &SavedPortal, portal: &dyn Portal) -> Result<(), StaleError> {
    let Some(before) = &planned.organization else { return Ok(()) };
    let words = |organization: &str| format!("organization `{organization}` of {}", planned.name);
    match organization(portal) {
        Some(now) if now != *before => Err(StaleError::Portal(words(before), words(&now))),
        _ => Ok(()),
    }
}

/// Gives each step its live body, and returns what changed in the portal.
fn attach_live_bodies(
    plan: &mut Plan,
    saved: &SavedPlan,
    model: &Model,
    portal: &dyn Portal,
    live: &mut Live,
) -> Result<Vec<StaleCause>, PlanError> {
    if plan.steps.is_empty() {
        return Ok(Vec::new());
    }
    let renames: Vec<Rename> = plan.steps.iter().filter_map(|step| step.write.rename.clone()).collect();
    let old_names = renames.iter().map(Rename::old_key);
    let keys: BTreeSet<Key> = plan.steps.iter().map(|step| step.key.clone()).chain(old_names).collect();
    *live = plan::read(portal, model, &keys)?.live;
    if saved.undoes {
        return Ok(attach_undone_bodies(plan, live));
    }
    let renames = rename::simulate(renames, live);
    let mut changed = Vec::new();
    for (step, saved_step) in plan.steps.iter_mut().zip(&saved.steps) {
        let now = body_before(step, live, &renames);
        let fingerprint = now.as_ref().map(|now| fingerprint(&saved.salt, step.key.kind, now));
        if fingerprint != saved_step.fingerprint {
            let by = live.get(&step.key).map(who_and_when).unwrap_or_default();
            let what = match (&saved_step.fingerprint, now.is_some()) {
                (None, _) => format!("was created in the portal{by}"),
                (Some(_), true) => format!("changed in the portal{by}"),
                (Some(_), false) => "was deleted or renamed in the portal".to_owned(),
            };
            changed.push(StaleCause::Portal(step.address(), what));
        }
        step.write.live = now;
    }
    changed.dedup();
    if changed.is_empty() {
        changed = grown(plan, portal, &renames)?;
        if plan.refused().next().is_none() {
            migration_check::check(portal, plan, &renames)?;
        }
    }
    Ok(changed)
}

/// Prepares each step of a plan that undoes an apply, and returns what changed in the portal since the apply.
fn attach_undone_bodies(plan: &mut Plan, live: &Live) -> Vec<StaleCause> {
    let keys = |action: Action| -> BTreeSet<Key> {
        plan.steps.iter().filter(|step| step.action == action).map(|step| step.key.clone()).collect()
    };
    let (created, deleted) = (keys(Action::Create), keys(Action::Delete));
    let mut changed = Vec::new();
    for step in &mut plan.steps {
        let others = match &step.key {
            key if created.contains(key) => Others::Create,
            key if deleted.contains(key) => Others::Delete,
            _ => Others::Nothing,
        };
        // Until a resource is renamed back, the portal has it by its newer name.
        let key = step.write.rename.as_ref().map_or_else(|| step.key.clone(), Rename::old_key);
        let now = live.get(&key);
        if let Err(what) = rollback::prepare(step, now, others) {
            let by = now.map(who_and_when).unwrap_or_default();
            changed.push(StaleCause::Portal(step.address(), what + &by));
        }
    }
    changed
}

/// Returns the normalized body that a step expects in the portal.
fn body_before(step: &Step, live: &Live, renames: &[PlannedRename]) -> Option<Value> {
    match &step.write.rename {
        Some(rename) => {
            let is_it = |planned: &&PlannedRename| {
                let other = &planned.rename;
                let section = |rename: &Rename| rename.member.map(|member| member.section);
                (&other.key, &other.old, &other.new) == (&rename.key, &rename.old, &rename.new)
                    && section(other) == section(rename)
            };
            renames.iter().find(is_it).map(|planned| planned.live.clone())
        }
        None => live.get(&step.key).map(|body| normalize(step.key.kind, body)),
    }
}

fn who_and_when(body: &Value) -> String {
    let (by, at) = last_change(body);
    by_and_at(by.as_deref(), at.as_deref())
}

/// Returns the blueprints of destructive steps that have more entities than when the plan was made, or of which more entities
/// would lose something.
fn grown(plan: &Plan, portal: &dyn Portal, renames: &[PlannedRename]) -> Result<Vec<StaleCause>, PlanError> {
    let mut grown = Vec::new();
    for step in &plan.steps {
        let Some(before) = step.entities else { continue };
        let now = resources::count_entities(portal, migration_check::identifier_now(step, renames))?;
        if now > before {
            grown.push(StaleCause::Portal(step.address(), format!("has {} instead of {before}", count(now, "entity"))));
        }
        if now > before || now == 0 {
            continue;
        }
        for (nth, _, now) in loss::affected(portal, step, renames)? {
            let Danger { path, entities, .. } = &step.dangers[nth];
            let before = entities.as_ref().map_or(0, |before| before.count);
            if now.count > before {
                let now = count(now.count, "entity");
                let what = format!("has {now} instead of {before} that the change of `{path}` affects");
                grown.push(StaleCause::Portal(step.address(), what));
            }
        }
    }
    Ok(grown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::Project;
    use crate::ground::digest::Salt;
    use crate::kind::blueprint;
    use crate::model::Variables;
    use crate::plan::Reason;
    use crate::plan::saved::{Hiding, SaveInput, SavedOptions};
    use crate::portal::SandboxPortal;

    fn saved() -> SavedPlan {
        saved_of(&Plan::default())
    }

    fn saved_of(plan: &Plan) -> SavedPlan {
        let input = SaveInput {
            plan,
            portal: SavedPortal { name: "sandbox".to_owned(), organization: Some("org_sandbox".to_owned()) },
            profile: None,
            options: SavedOptions::default(),
            salt: Salt([0; 16]),
            basis: None,
            findings: 0,
        };
        SavedPlan::new(input, &Hiding::new(&Model::default(), &Variables::default())).expect("it has no secrets")
    }

    #[test]
    fn a_plan_of_another_release_is_refused() {
        assert!(check_run(&saved(), None, "sandbox").is_ok());
        let mut other = saved();
        other.portwright_version = "0.0.1".to_owned();
        let refused = check_run(&other, None, "sandbox").expect_err("another release").to_string();
        assert!(refused.starts_with("nothing was applied: portwright 0.0.1 made the plan, and this is "), "{refused}");
    }

    #[test]
    fn a_plan_that_was_not_made_from_a_model_needs_none() {
        let portal = SandboxPortal::in_memory();
        let folder = tempfile::tempdir().expect("a folder for the test");
        let project = Project::find(folder.path()).expect("an empty project");
        let variables = Variables::default();
        let workspace = Workspace { here: folder.path(), project: &project, profile: None, variables: &variables };
        let key = Key::new(&blueprint::KIND, "service");
        let now = || resources::read(&portal, &key).expect("the sandbox answers").expect("it is there");
        let mut step = Step::new(key.clone(), Action::Update, Reason::Differs);
        step.write.desired = serde_json::json!({"identifier": "service", "title": "S"});
        step.write.live = Some(normalize(key.kind, &now()));
        let saved = saved_of(&Plan { steps: vec![step.clone()], ..Plan::default() });
        let loaded = load(&saved, &workspace, &portal, "sandbox").expect("nothing changed").plan;
        assert_eq!(loaded.steps[0].write.live, step.write.live);
        resources::merge(&portal, &key, serde_json::json!({"title": "T"})).expect("the sandbox accepts it");
        let changed = load(&saved, &workspace, &portal, "sandbox").expect_err("it changed").to_string();
        assert!(changed.contains("blueprint/service changed in the portal by"), "{changed}");
    }

    #[test]
    fn a_plan_for_another_organization_is_refused() {
        let portal = SandboxPortal::in_memory();
        assert!(check_organization(&saved().portal, &portal).is_ok());
        let other = SavedPortal { organization: Some("org_other".to_owned()), ..saved().portal };
        let refused = check_organization(&other, &portal).expect_err("another organization").to_string();
        let expected = "nothing was applied: the plan is for organization `org_other` of sandbox, and this run is for \
                        organization `org_sandbox` of sandbox";
        assert_eq!(refused, expected);
        // A portal that does not show its organization may be the same.
        assert!(check_organization(&SavedPortal { organization: None, ..saved().portal }, &portal).is_ok());
    }
}
