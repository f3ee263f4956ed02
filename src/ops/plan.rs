//! Planning the changes of an apply.

use crate::ground::finding::Finding;
use crate::kind::{KINDS, Key, Kind};
use crate::model::{Base, Bodies, Desired, Model, Variables};
use crate::ops::apply::Policy;
use crate::ops::attribution::attribute;
use crate::ops::base::BaseInput;
use crate::ops::content::PortalContent;
use crate::ops::parallel::read_each;
use crate::ops::target::{TargetError, Targets};
use crate::ops::validate::{check, fails};
use crate::ops::workspace::{Workspace, WorkspaceError};
use crate::ops::{loss, migration_check, other_resources};
use crate::plan::classify::complete_classes;
use crate::plan::dependents::{note_dependents, removes_something};
use crate::plan::migrate::choose;
use crate::plan::{Inputs, Live, MigrationChoice, Plan, UnknownMigration, bodies_after, build, rename, resource};
use crate::portal::{Portal, PortalError, resources};
use std::collections::BTreeSet;

/// What a plan includes or leaves out on request.
#[derive(Clone, Debug, Default)]
pub struct PlanOptions {
    /// The addresses of existing resources whose secrets are written, although a portal never returns them.
    pub write_secrets: Vec<String>,
    /// The properties that keep their values while their types change.
    pub migrate: MigrationChoice,
    /// The resources to which the plan is limited.
    pub targets: Targets,
}

/// A plan, and the findings of the rules in the model.
#[derive(Debug)]
pub struct PlanReport {
    /// The plan.
    pub plan: Plan,
    /// Findings that are not errors.
    pub findings: Vec<Finding>,
    /// The settings for approval in the files.
    pub policy: Policy,
    /// What was read of the portal, with the names that the files give it.
    pub(crate) content: PortalContent,
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The model could not be read.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// The model has errors.
    #[error("the model has errors")]
    Model(Vec<Finding>),
    /// The resource of this address, whose secret was to be written, has none in the model.
    #[error("`--write-secret {address}` does not name a resource of the model with a secret")]
    NoSecret {
        /// The address.
        address: String,
        /// The addresses that have one.
        others: Vec<String>,
    },
    /// The secret of the resource of this address would be written, but has no value.
    #[error("the secret of {address} would be written, but variable `{name}` is not set")]
    WithheldSecret {
        /// The address.
        address: String,
        /// The variable.
        name: String,
    },
    /// The property of this address, whose values were to be kept, does not change its type.
    #[error(transparent)]
    NoMigration(#[from] UnknownMigration),
    /// A target or an exclusion matches nothing.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The portal could not be read.
    #[error(transparent)]
    Portal(#[from] PortalError),
    /// The resources of a kind could not be read.
    #[error("{source}")]
    Kind {
        /// The kind.
        kind: &'static Kind,
        /// The error.
        source: PortalError,
    },
}

pub(crate) fn run(
    workspace: &Workspace<'_>,
    portal: &dyn Portal,
    options: &PlanOptions,
    base: Option<BaseInput<'_>>,
) -> Result<PlanReport, PlanError> {
    with_model(workspace, portal, options, base).map(|(report, _)| report)
}

/// Plans, and returns the model too.
pub(crate) fn with_model(
    workspace: &Workspace<'_>,
    portal: &dyn Portal,
    options: &PlanOptions,
    base: Option<BaseInput<'_>>,
) -> Result<(PlanReport, Model), PlanError> {
    let (model, base) = workspace.models(base)?;
    let mut report = plan_since(&model, base.as_ref(), workspace.variables, portal, options)?;
    report.policy = Policy::of(workspace, &model)?;
    if let Some(base) = &base {
        attribute(&mut report.plan, portal, &base.time);
    }
    Ok((report, model))
}

/// Compares a model with a portal. Nothing is written.
///
/// # Errors
/// A model with errors, checked with the portal's resources; a portal that could not be read completely; an address in the
/// options that names nothing of that sort.
pub fn plan(
    model: &Model,
    variables: &Variables,
    portal: &dyn Portal,
    options: &PlanOptions,
) -> Result<PlanReport, PlanError> {
    plan_since(model, None, variables, portal, options)
}

fn plan_since(
    model: &Model,
    base: Option<&Base>,
    variables: &Variables,
    portal: &dyn Portal,
    options: &PlanOptions,
) -> Result<PlanReport, PlanError> {
    let write_secrets = &options.write_secrets;
    // Errors in the files are reported without a request to the portal.
    let unread = model.files.iter().any(|file| file.tree.is_none());
    let mut content = if unread { PortalContent::default() } else { read(portal, model, &BTreeSet::new())? };
    content.may_be_renamed = rename::has_renames(model);
    let renames = rename::simulate_all(model, &mut content.live);
    let live = &content.live;
    let mut bodies = bodies_after(model, live);
    content.unread.iter().for_each(|(kind, _)| bodies.set_unreadable(kind));
    let findings = check(model, variables, &bodies, true);
    if fails(&findings, false) {
        return Err(PlanError::Model(findings));
    }
    check_secrets(model, write_secrets)?;
    let hidden = variables.secrets();
    let mut plan = build(&Inputs { model, live, after: &bodies, hidden: &hidden, write_secrets, base });
    choose(&mut plan, model, live, &bodies, &options.migrate)?;
    rename::add_steps(&mut plan, model, &renames, &bodies, live);
    options.targets.narrow(&mut plan, model, &bodies, &options.migrate.addresses)?;
    check_values(model, &plan)?;
    migration_check::check(portal, &mut plan, &renames)?;
    let needs_others = !renames.is_empty() || removes_something(&plan);
    let others = if needs_others { other_resources::read(portal, live, &renames)? } else { Live::new() };
    rename::warn(&mut plan, model, &renames, &bodies, &others);
    note_dependents(&mut plan, model, &bodies, &others);
    if base.is_some() {
        complete_classes(&mut plan);
    }
    loss::count_all(portal, &mut plan, &renames)?;
    let policy = Policy { approved: model.approved.clone(), ..Policy::default() };
    Ok(PlanReport { plan, findings, policy, content })
}

/// Checks that the model states a secret for each of these addresses.
fn check_secrets(model: &Model, addresses: &[String]) -> Result<(), PlanError> {
    let has_secret = |wanted: &Desired| !wanted.key.kind.write_only(&wanted.body).is_empty();
    let desired = model.desired();
    let others: Vec<String> = desired.values().filter(|one| has_secret(one)).map(|one| one.key.to_string()).collect();
    match addresses.iter().find(|address| !others.contains(address)) {
        Some(address) => Err(PlanError::NoSecret { address: address.clone(), others }),
        None => Ok(()),
    }
}

/// Checks that every secret that the plan writes has a value.
fn check_values(model: &Model, plan: &Plan) -> Result<(), PlanError> {
    for step in plan.steps.iter().filter(|step| step.write.sends_secrets) {
        let secrets = step.key.kind.write_only(&step.write.desired);
        let of_it = model.declarations.iter().filter(|declaration| declaration.key.as_ref() == Some(&step.key));
        let mut undefined = of_it.flat_map(|declaration| &declaration.undefined);
        if let Some((_, _, name)) = undefined.find(|(at, _, _)| secrets.contains(at)) {
            return Err(PlanError::WithheldSecret { address: step.address(), name: name.clone() });
        }
    }
    Ok(())
}

/// Reads the resources of a portal that a plan of this model depends on: these, and those of the kinds that it declares, removes
/// and refers to, with one request per kind, or one per resource of a kind that Port does not list. A kind that cannot be read
/// is an error if the model declares resources of it. If the model only refers to the kind and the portal does not show it,
/// the kind is noted as unread.
pub(in crate::ops) fn read(
    portal: &dyn Portal,
    model: &Model,
    more: &BTreeSet<Key>,
) -> Result<PortalContent, PlanError> {
    let keys: BTreeSet<&Key> =
        model.desired().keys().chain(model.removals.iter().map(|removal| &removal.key)).chain(more).collect();
    let declares = |kind: &Kind| keys.iter().any(|key| key.kind.name == kind.name);
    let referred = referred(model);
    // Pages and folders share one order, so a sibling's identifier may belong to either kind.
    let needs = |kind: &&&Kind| {
        let is_it = |name: &str| name == kind.name || kind.beside.contains(&name);
        declares(kind) || referred.iter().any(|key| is_it(key.kind.name))
    };
    // A portal refuses to delete what others refer to.
    let removes = !model.removals.is_empty();
    let mut content = PortalContent::default();
    let kinds: Vec<&'static Kind> =
        KINDS.iter().filter(|kind| needs(kind) || (removes && kind.is_basic)).copied().collect();
    let found = read_each(portal, &kinds, |kind| read_kind(portal, kind, keys.iter().copied().chain(&referred)));
    for (kind, read) in kinds.into_iter().zip(found) {
        match read {
            Err(error) if matches!(error.status(), Some(403 | 404)) && !kind.is_basic && !declares(kind) => {
                content.unread.push((kind, error));
            }
            read => {
                content.live.extend(read.map_err(|source| PlanError::Kind { kind, source })?);
                content.planned.push(kind);
            }
        }
    }
    Ok(content)
}

/// Returns the resources that a model refers to, as far as the files show.
fn referred(model: &Model) -> BTreeSet<Key> {
    let offline = Bodies::from_model(model, &[]);
    let references = model.desired().iter().flat_map(|(key, wanted)| key.references(&wanted.body, &offline));
    references.filter_map(|reference| resource(&reference.need)).collect()
}

/// Reads the resources of a kind: all of them, if Port lists them completely, and otherwise these.
fn read_kind<'k>(
    portal: &dyn Portal,
    kind: &'static Kind,
    keys: impl Iterator<Item = &'k Key>,
) -> Result<Live, PortalError> {
    let mut live: Live = resources::list(portal, kind)?.into_iter().collect();
    let is_read = |key: &Key| match (&kind.api.list, live.get(key)) {
        (Some(list), Some(body)) => list.is_complete(body),
        (Some(_), None) => true,
        (None, read) => read.is_some(),
    };
    let unread: BTreeSet<&Key> = keys.filter(|key| key.kind.name == kind.name && !is_read(key)).collect();
    let unread: Vec<&Key> = unread.into_iter().collect();
    for (key, body) in unread.iter().zip(read_each(portal, &unread, |key| resources::read(portal, key))) {
        live.extend(body?.map(|body| (Key::clone(key), body)));
    }
    Ok(live)
}
