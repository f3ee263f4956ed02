//! The inputs of a plan.

use crate::model::{Base, Bodies, Model};
use crate::plan::live::Live;

/// The inputs of a plan.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'i> {
    /// The model of the files. It already removes what only `base` states.
    pub model: &'i Model,
    /// The portal's resources.
    pub live: &'i Live,
    /// The resources once the model is applied: [`bodies_after`](crate::plan::bodies_after).
    pub after: &'i Bodies,
    /// The values that are redacted from changes, longest first.
    pub hidden: &'i [&'i str],
    /// The addresses of existing resources whose fields that Port never returns are written too.
    pub write_secrets: &'i [String],
    /// The model at an earlier revision, by which changes are classified.
    pub base: Option<&'i Base>,
}

impl<'i> Inputs<'i> {
    /// The inputs of a plan that hides no value, writes no secret and compares with no earlier revision.
    pub(crate) fn new(model: &'i Model, live: &'i Live, after: &'i Bodies) -> Self {
        Self { model, live, after, hidden: &[], write_secrets: &[], base: None }
    }
}
