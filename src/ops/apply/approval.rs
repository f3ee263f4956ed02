//! Which steps of a plan may be applied.

use std::collections::BTreeSet;

use crate::ground::closest::closest;
use crate::kind::{KINDS, Key};
use crate::model::{ApprovedLoss, Model};
use crate::ops::apply::refusal::{MassChange, RefusalReason, Refused, RefusedStep, Unapproved, UnusedApproval};
use crate::ops::selection::fits_pattern;
use crate::ops::workspace::{Workspace, WorkspaceError, setting};
use crate::plan::{Action, Danger, Plan, Step};

/// Fewer resources than this are never a mass change.
const MIN_MASS: usize = 10;

/// What the person who runs a plan approves.
#[derive(Clone, Debug, Default)]
pub struct Approval {
    /// Whether every destructive step is approved, except for the deletion of entities.
    pub all: bool,
    /// Approved losses: `ADDRESS` for all of a resource but its entities, or `ADDRESS:PATH` for one.
    pub allowed: Vec<String>,
    /// Whether a mass change is approved.
    pub mass_change: bool,
    /// Whether refused steps are left out, with those that depend on them, and the others applied.
    pub skips_refused: bool,
    /// Today's date, such as `2026-12-31`.
    pub today: String,
}

/// The settings for approval in the files of a project.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The entries of `approvals.yml`.
    pub approved: Vec<ApprovedLoss>,
    /// Addresses and patterns of resources that must not lose data, even with approval.
    pub protected: Vec<String>,
    /// The share of the resources that a plan may delete or recreate without being a mass change, in percent.
    pub max_change_percent: u8,
}

impl Default for Policy {
    fn default() -> Self {
        Self { approved: Vec::new(), protected: Vec::new(), max_change_percent: 30 }
    }
}

impl Policy {
    /// Reads the settings of a project.
    ///
    /// # Errors
    /// A setting that cannot be used.
    pub(crate) fn of(workspace: &Workspace<'_>, model: &Model) -> Result<Self, WorkspaceError> {
        let file = &workspace.project.file;
        for pattern in &file.protected {
            let named = pattern.split('/').next().unwrap_or_default();
            let is_known = KINDS.iter().any(|kind| fits_pattern(named, kind.name));
            if !is_known || !(pattern.contains('/') || named.ends_with('*')) {
                let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
                let near = closest(named, names.iter().copied()).map(|near| format!("; did you mean `{near}`?"));
                return Err(setting(format!(
                    "`{pattern}` in `protected` is not an address: write KIND/IDENTIFIER, in which `*` is any text{}",
                    near.unwrap_or_default()
                )));
            }
        }
        let percent = file.max_change_percent.unwrap_or(Self::default().max_change_percent);
        if percent > 100 {
            return Err(setting(format!("`max_change_percent` is {percent}; write a number from 0 to 100")));
        }
        Ok(Self { approved: model.approved.clone(), protected: file.protected.clone(), max_change_percent: percent })
    }
}

/// A plan whose steps may be applied, except for those that are left out.
#[derive(Clone, Debug)]
pub struct Approved<'p> {
    pub(super) plan: &'p Plan,
    /// The steps that are left out because they are refused.
    pub(super) left_out: BTreeSet<usize>,
}

impl Approval {
    /// An approval of everything that the portal accepts.
    pub fn of_everything() -> Self {
        Self { all: true, mass_change: true, ..Self::default() }
    }

    /// Returns the plan as approved.
    ///
    /// # Errors
    /// A step that is refused, unless refused steps are left out; a mass change; a flag that names no step of the plan.
    pub fn of<'p>(&self, plan: &'p Plan, policy: &Policy) -> Result<Approved<'p>, Unapproved> {
        let refused = self.judge(plan, policy);
        if let Some(unknown) = self.allowed.iter().find(|flag| !plan.steps.is_empty() && !names_a_step(flag, plan)) {
            return Err(Unapproved::Unknown(unknown.clone()));
        }
        let is_deletion = |step: &RefusedStep| plan.steps[step.nth].action == Action::Delete;
        match refused.error(is_deletion) {
            Some(error) if !self.skips_refused || refused.mass_change.is_some() => Err(error),
            _ => {
                let keys: BTreeSet<&Key> = refused.steps.iter().map(|step| &plan.steps[step.nth].key).collect();
                // Another step of the same resource only prepares or completes it.
                let is_left_out = |nth: &usize| keys.contains(&plan.steps[*nth].key);
                Ok(Approved { plan, left_out: (0..plan.steps.len()).filter(is_left_out).collect() })
            }
        }
    }

    /// Returns everything in a plan that is refused, and the entries of `approvals.yml` that approve nothing of it.
    pub fn judge(&self, plan: &Plan, policy: &Policy) -> Refused {
        let mut used: BTreeSet<usize> = BTreeSet::new();
        let mut refused = Refused::default();
        for (nth, step) in plan.steps.iter().enumerate() {
            let address = step.address();
            let mut reasons: Vec<RefusalReason> = step.refusals.iter().cloned().map(RefusalReason::Portal).collect();
            let protection = policy.protected.iter().find(|pattern| fits_pattern(pattern, &address));
            for danger in &step.dangers {
                let by_file = approvals(policy, &address, danger).filter(|(_, entry)| !self.is_expired(entry));
                let by_file: Vec<usize> = by_file.map(|(nth, _)| nth).collect();
                used.extend(&by_file);
                if let Some(pattern) = protection {
                    reasons.push(RefusalReason::Protected(pattern.clone(), danger.clone()));
                } else if by_file.is_empty() && !self.allows(&address, danger) {
                    reasons.push(RefusalReason::Unapproved(danger.clone()));
                }
            }
            if !reasons.is_empty() {
                refused.steps.push(RefusedStep { nth, address, reasons });
            }
        }
        refused.mass_change = mass_change(plan, policy).filter(|_| !self.mass_change);
        // An entry for a resource that a partial plan leaves out may be for a later one.
        let is_part = |entry: &ApprovedLoss| {
            plan.partial.is_none() || plan.steps.iter().any(|step| step.address() == entry.address)
        };
        let unused = policy.approved.iter().enumerate().filter(|(nth, entry)| !used.contains(nth) && is_part(entry));
        refused.unused = unused.map(|(_, entry)| self.unused(entry)).collect();
        refused
    }

    fn is_expired(&self, entry: &ApprovedLoss) -> bool {
        entry.expires.as_ref().is_some_and(|last| *last < self.today)
    }

    /// Returns whether a flag approves a loss.
    fn allows(&self, address: &str, danger: &Danger) -> bool {
        let path = danger.path.to_string();
        let is_exact =
            |flag: &String| flag.strip_prefix(address).and_then(|rest| rest.strip_prefix(':')) == Some(&path);
        match danger.is_of_entities() {
            true => self.allowed.iter().any(is_exact),
            false => self.all || self.allowed.iter().any(|flag| names(flag, address, |field| field == path)),
        }
    }

    fn unused(&self, entry: &ApprovedLoss) -> UnusedApproval {
        let what = match entry.path.as_str() {
            "" => format!("the loss of {}", entry.address),
            path => format!("the loss of `{path}` of {}", entry.address),
        };
        let message = match &entry.expires {
            Some(last) if self.is_expired(entry) => {
                format!("the approval of {what} expired on {last}: renew it, or delete the entry")
            }
            _ => format!("{what} is approved, but not part of this plan: if the approval is used up, delete the entry"),
        };
        UnusedApproval { declared: entry.declared.clone(), message }
    }
}

/// Returns the entries of `approvals.yml` that name a loss.
fn approvals<'a>(
    policy: &'a Policy,
    address: &'a str,
    danger: &Danger,
) -> impl Iterator<Item = (usize, &'a ApprovedLoss)> {
    let path = danger.path.to_string();
    let names = move |(_, entry): &(usize, &ApprovedLoss)| entry.address == address && entry.path == path;
    policy.approved.iter().enumerate().filter(names)
}

/// Returns whether a flag names a resource, or such a field of it.
fn names(flag: &str, address: &str, is_field: impl Fn(&str) -> bool) -> bool {
    match flag.strip_prefix(address) {
        Some("") => true,
        Some(rest) => rest.strip_prefix(':').is_some_and(is_field),
        None => false,
    }
}

/// Returns whether a flag names a step, or a loss in one.
fn names_a_step(flag: &str, plan: &Plan) -> bool {
    plan.steps.iter().any(|step| {
        names(flag, &step.address(), |field| step.dangers.iter().any(|danger| danger.path.to_string() == field))
    })
}

/// Returns how many resources a plan deletes and recreates, if that is more than the files allow.
fn mass_change(plan: &Plan, policy: &Policy) -> Option<MassChange> {
    let is_replaced = |step: &&Step| step.write.desired.is_null() || !step.write.recreates.is_empty();
    let known: BTreeSet<&Key> =
        plan.steps.iter().filter(|step| step.write.live.is_some()).map(|one| &one.key).collect();
    let replaced = plan.steps.iter().filter(|step| step.write.live.is_some() && step.write.rename.is_none());
    let replaced: BTreeSet<&Key> = replaced.filter(is_replaced).map(|step| &step.key).collect();
    let left_out = plan.partial.iter().flat_map(|partial| partial.left_out.values());
    let left_out = left_out.filter(|action| **action != Action::Create).count();
    // A saved plan may state any number.
    let (changed, all) = (replaced.len(), plan.unchanged.saturating_add(known.len() + left_out));
    let most = all.saturating_mul(usize::from(policy.max_change_percent));
    let is_mass = all >= MIN_MASS && changed.saturating_mul(100) > most;
    is_mass.then_some(MassChange { changed, all, percent: policy.max_change_percent })
}
