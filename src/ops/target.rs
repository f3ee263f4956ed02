//! Narrowing a plan to what the arguments select.

use crate::kind::Key;
use crate::model::{Bodies, Model};
use crate::ops::selection::{Selection, UnknownSelection};
use crate::plan::partial::narrow;
use crate::plan::{Partial, Plan};

/// What a plan selects.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    /// Addresses, patterns and kinds; none for everything.
    pub included: Vec<String>,
    /// Addresses, patterns and kinds that are left out.
    pub excluded: Vec<String>,
}

/// Why the arguments select nothing.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// An argument matches nothing of the model.
    #[error("`{flag} {}` does not match any resource of the model", unknown.argument)]
    Unknown {
        /// `--target` or `--exclude`.
        flag: &'static str,
        /// The argument, and the name that was probably meant.
        unknown: UnknownSelection,
    },
    /// An empty plan would look as if the selected resources matched the portal.
    #[error("`--exclude` leaves out every change that `--target` selects")]
    AllExcluded,
    /// The values of a property would not be migrated, although that was asked for.
    #[error("`--migrate {0}` names a resource whose changes `--target` and `--exclude` leave out")]
    MigrationLeftOut(String),
}

impl Targets {
    /// Makes the plan partial, unless nothing was selected or excluded. `migrated` are the addresses of the properties whose
    /// values are to be migrated.
    pub(super) fn narrow(
        &self,
        plan: &mut Plan,
        model: &Model,
        after: &Bodies,
        migrated: &[String],
    ) -> Result<(), TargetError> {
        let Self { included, excluded } = self;
        if included.is_empty() && excluded.is_empty() {
            return Ok(());
        }
        let (targets, exclusions) = (Selection::of(included), Selection::of(excluded));
        let known = model.desired().keys().chain(model.removals.iter().map(|removal| &removal.key));
        let mut all: Vec<Key> = known.chain(plan.steps.iter().map(|step| &step.key)).cloned().collect();
        all.sort();
        all.dedup();
        for (flag, selection) in [("--target", &targets), ("--exclude", &exclusions)] {
            selection.check_each(&all).map_err(|unknown| TargetError::Unknown { flag, unknown })?;
        }
        let is_excluded = |key: &Key| !excluded.is_empty() && exclusions.has(key);
        let left_out = narrow(plan, after, &|key| targets.has(key), &is_excluded);
        let is_selected = |key: &Key| !included.is_empty() && targets.has(key);
        if plan.steps.is_empty() && left_out.keys().any(is_selected) {
            return Err(TargetError::AllExcluded);
        }
        let is_left_out = |address: &&String| {
            address.rsplit_once(':').is_some_and(|(resource, _)| left_out.keys().any(|key| key.to_string() == resource))
        };
        if let Some(address) = migrated.iter().find(is_left_out) {
            return Err(TargetError::MigrationLeftOut(address.clone()));
        }
        plan.partial = Some(Partial { targets: included.clone(), excluded: excluded.clone(), left_out });
        Ok(())
    }
}
