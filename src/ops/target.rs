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

/// An argument that matches nothing of the model.
#[derive(Debug, thiserror::Error)]
#[error("`{flag} {}` does not match any resource of the model", unknown.argument)]
pub struct UnknownTarget {
    flag: &'static str,
    /// The argument, and the name that was probably meant.
    pub unknown: UnknownSelection,
}

impl Targets {
    /// Makes the plan partial, unless nothing was selected or excluded.
    pub(super) fn narrow(&self, plan: &mut Plan, model: &Model, after: &Bodies) -> Result<(), UnknownTarget> {
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
            selection.check_each(&all).map_err(|unknown| UnknownTarget { flag, unknown })?;
        }
        let is_excluded = |key: &Key| !excluded.is_empty() && exclusions.has(key);
        let left_out = narrow(plan, after, &|key| targets.has(key), &is_excluded);
        plan.partial = Some(Partial { targets: included.clone(), excluded: excluded.clone(), left_out });
        Ok(())
    }
}
