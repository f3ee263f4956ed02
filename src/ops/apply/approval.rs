//! Which destructive steps are approved.

use crate::plan::{Action, Plan, Step};

/// The destructive steps that are approved.
#[derive(Clone, Debug, Default)]
pub struct Approval {
    /// All of them.
    pub all: bool,
    /// Those of the resources with these addresses.
    pub addresses: Vec<String>,
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
    /// Steps of these resources can destroy data and are not approved.
    #[error("nothing was applied: destructive changes to {} need approval", resources(.0.len()))]
    Missing(Vec<String>),
    /// No step has this approved address.
    #[error("`--allow {0}` does not name a step of this plan")]
    Unknown(String),
}

impl Approval {
    /// The steps that can destroy data and are not approved.
    pub fn missing<'p>(&self, plan: &'p Plan) -> Vec<&'p Step> {
        let is_missing = |step: &&Step| !self.all && !self.addresses.contains(&step.address());
        plan.steps.iter().filter(|step| step.is_destructive()).filter(is_missing).collect()
    }

    /// Checks that the plan is approved, and that every approval is about one of its steps.
    pub(crate) fn check(&self, plan: &Plan) -> Result<(), Unapproved> {
        let (deletions, others): (Vec<&Step>, Vec<&Step>) =
            plan.refused().partition(|step| step.action == Action::Delete);
        let addresses = |steps: &[&Step]| steps.iter().map(|step| step.address()).collect::<Vec<_>>();
        if !others.is_empty() {
            return Err(Unapproved::Impossible(addresses(&others)));
        }
        if !deletions.is_empty() {
            return Err(Unapproved::Refused(addresses(&deletions)));
        }
        let mut missing: Vec<String> = self.missing(plan).iter().map(|step| step.address()).collect();
        missing.dedup();
        if !missing.is_empty() {
            return Err(Unapproved::Missing(missing));
        }
        let is_unknown = |address: &&String| plan.steps.iter().all(|step| step.address() != **address);
        match self.addresses.iter().find(is_unknown) {
            Some(address) if !plan.steps.is_empty() => Err(Unapproved::Unknown(address.clone())),
            _ => Ok(()),
        }
    }
}

fn resources(number: usize) -> String {
    if number == 1 { "1 resource".to_owned() } else { format!("{number} resources") }
}
