//! The context of rules: information outside of the file that they check.

use crate::kind::{Reference, Resources};
use crate::lint::model::{Facts, ModelFacts};
use crate::lint::port::{Earlier, Files, Provider, Refusals};
use crate::model::{Bodies, Catalog, Declaration, Model, Variables};

static NO_MODEL: Model = Model::new();
static NO_RESOURCES: Bodies = Bodies::new();
static NO_VARIABLES: Variables = Variables::new();

/// Information for rules: about the model for model files, about the catalog and the repository for files of entities.
#[derive(Clone, Debug)]
pub(crate) struct Context<'c> {
    /// Empty if only files of entities are checked.
    pub model: &'c Model,
    /// The targets of references: resources of the model, and of the portal if one is used.
    pub resources: &'c dyn Resources,
    /// Whether these are all resources of the portal, so that no others exist.
    pub complete: bool,
    /// The names of all variables.
    pub variables: &'c Variables,
    /// The loaded blueprints, if any.
    pub catalog: Option<&'c Catalog>,
    pub files: &'c dyn Files,
    pub provider: Provider,
    /// The portal's refusals of entities, if it was asked.
    pub refusals: Option<&'c Refusals>,
    /// The entities of an earlier revision, if one is named.
    pub earlier: Option<&'c Earlier>,
    pub(in crate::lint) running: Vec<&'static str>,
    pub(in crate::lint) facts: ModelFacts,
}

impl<'c> Context<'c> {
    pub(in crate::lint) fn new(catalog: Option<&'c Catalog>, files: &'c dyn Files) -> Self {
        Self {
            model: &NO_MODEL,
            resources: &NO_RESOURCES,
            complete: false,
            variables: &NO_VARIABLES,
            catalog,
            files,
            provider: Provider::default(),
            refusals: None,
            earlier: None,
            running: Vec::new(),
            facts: ModelFacts::default(),
        }
    }

    /// Returns whether the rule with that name runs, which it does only if its needs are met.
    pub(crate) fn runs(&self, rule: &str) -> bool {
        self.running.contains(&rule)
    }

    /// Returns what is unexpected in a declaration of the model.
    pub(crate) fn facts(&self, declaration: &Declaration) -> &Facts {
        self.facts.of(declaration)
    }

    pub(crate) fn mentions(&self, declaration: &Declaration) -> Vec<Reference> {
        let key = declaration.key.as_ref();
        key.map_or_else(Vec::new, |key| key.references(&declaration.body, self.resources))
    }
}
