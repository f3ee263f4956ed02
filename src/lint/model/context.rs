//! What rules may know of a model.

use crate::kind::{Reference, Resources};
use crate::model::{Declaration, Model, Variables};

/// What rules may know beside the file or resource that they look at.
#[derive(Clone, Copy)]
pub struct ModelContext<'c> {
    /// The model.
    pub model: &'c Model,
    /// The resources that references lead to: those of the model, and of the portal where one was asked.
    pub resources: &'c dyn Resources,
    /// Whether the resources is all that a portal holds, so that what it lacks does not exist.
    pub complete: bool,
    /// The names of all variables.
    pub variables: &'c Variables,
}

impl ModelContext<'_> {
    pub(crate) fn mentions(&self, declaration: &Declaration) -> Vec<Reference> {
        let key = declaration.key.as_ref();
        key.map_or_else(Vec::new, |key| key.references(&declaration.body, self.resources))
    }
}
