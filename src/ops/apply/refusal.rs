//! The refused parts of a plan, and why they are refused.

use crate::ground::count::count;
use crate::ground::source::Location;
use crate::plan::Danger;

/// The refused parts of a plan.
#[derive(Clone, Debug, Default)]
pub struct Refused {
    /// The refused steps, in the plan's order.
    pub steps: Vec<RefusedStep>,
    /// Set if the plan deletes or recreates too many resources.
    pub mass_change: Option<MassChange>,
    /// The entries of `approvals.yml` that approve nothing of it.
    pub unused: Vec<UnusedApproval>,
}

/// A refused step.
#[derive(Clone, Debug)]
pub struct RefusedStep {
    /// Its index in the plan.
    pub nth: usize,
    /// The address of its resource.
    pub address: String,
    /// Why it is refused.
    pub reasons: Vec<RefusalReason>,
}

/// Why a step is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefusalReason {
    /// The portal would refuse it, for this reason.
    Portal(String),
    /// The resource is protected by this pattern, and would lose this.
    Protected(String, Danger),
    /// This loss is not approved.
    Unapproved(Danger),
}

/// How many of the resources a plan deletes or recreates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MassChange {
    /// The resources that it deletes or in which it recreates members.
    pub changed: usize,
    /// The resources that the model declares or removes and the portal has.
    pub all: usize,
    /// The share that is allowed, in percent.
    pub percent: u8,
}

/// An entry of `approvals.yml` that approves nothing of a plan.
#[derive(Clone, Debug)]
pub struct UnusedApproval {
    /// The place of the entry.
    pub declared: Location,
    /// What it approves, and the remedy.
    pub message: String,
}

/// Why a plan is not carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unapproved {
    /// Resources of these addresses cannot be deleted, for the reasons in the plan.
    #[error("nothing was applied: {} cannot be deleted", .0.join(", "))]
    Refused(Vec<String>),
    /// Resources of these addresses cannot be changed as the files state, for the reasons in the plan.
    #[error("nothing was applied: {} cannot be changed as the files state", .0.join(", "))]
    Impossible(Vec<String>),
    /// Resources of these addresses would lose data and are protected.
    #[error("nothing was applied: {} would lose data, and `protected` in portwright.toml forbids that", .0.join(", "))]
    Protected(Vec<String>),
    /// Steps of these resources can destroy data and are not approved: their number, and the values of `--allow` that approve
    /// them.
    #[error("nothing was applied: destructive changes to {} need approval", count(*.0, "resource"))]
    Missing(usize, Vec<String>),
    /// The plan deletes or recreates too many resources.
    #[error(
        "nothing was applied: the plan deletes or recreates {} of {}, which is more than {} %",
        .0.changed, count(.0.all, "resource"), .0.percent
    )]
    MassChange(MassChange),
    /// No step has this approved address.
    #[error("`--allow {0}` does not name a step of this plan, or anything that one loses")]
    Unknown(String),
}

impl Refused {
    /// Whether nothing is refused.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.mass_change.is_none()
    }

    /// Returns the addresses of the steps with such a reason, each once.
    pub(crate) fn addresses(&self, is_wanted: impl Fn(&RefusalReason) -> bool) -> Vec<String> {
        let has = |step: &&RefusedStep| step.reasons.iter().any(&is_wanted);
        let mut addresses: Vec<String> = self.steps.iter().filter(has).map(|step| step.address.clone()).collect();
        addresses.dedup();
        addresses
    }

    /// Returns the values of `--allow` that approve the unapproved losses: addresses, and `ADDRESS:entities` for entities that
    /// are deleted.
    pub(crate) fn allowing(&self) -> Vec<String> {
        let mut values: Vec<String> = Vec::new();
        for step in &self.steps {
            for reason in &step.reasons {
                let RefusalReason::Unapproved(danger) = reason else { continue };
                let value = match danger.is_of_entities() {
                    true => format!("{}:{}", step.address, danger.path),
                    false => step.address.clone(),
                };
                if !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        values
    }

    /// Returns the most serious reason, for all steps that have it.
    pub(super) fn error(&self, is_deletion: impl Fn(&RefusedStep) -> bool) -> Option<Unapproved> {
        let by_portal = self
            .steps
            .iter()
            .filter(|step| step.reasons.iter().any(|reason| matches!(reason, RefusalReason::Portal(_))));
        let (deletions, others): (Vec<&RefusedStep>, Vec<&RefusedStep>) = by_portal.partition(|step| is_deletion(step));
        let addresses = |steps: &[&RefusedStep]| steps.iter().map(|step| step.address.clone()).collect::<Vec<_>>();
        let protected = self.addresses(|reason| matches!(reason, RefusalReason::Protected(..)));
        let missing = self.addresses(|reason| matches!(reason, RefusalReason::Unapproved(_)));
        if !others.is_empty() {
            Some(Unapproved::Impossible(addresses(&others)))
        } else if !deletions.is_empty() {
            Some(Unapproved::Refused(addresses(&deletions)))
        } else if !protected.is_empty() {
            Some(Unapproved::Protected(protected))
        } else if !missing.is_empty() {
            Some(Unapproved::Missing(missing.len(), self.allowing()))
        } else {
            self.mass_change.map(Unapproved::MassChange)
        }
    }
}
