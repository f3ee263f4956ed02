//! What rules may know beside the file that they look at.

use crate::kind::{Reference, Resources};
use crate::lint::port::{Files, Provider, Refusals};
use crate::model::{Bodies, Catalog, Declaration, Model, Variables};

static NO_MODEL: Model = Model::new();
static NO_RESOURCES: Bodies = Bodies::new();
static NO_VARIABLES: Variables = Variables::new();

/// What rules may know: of the model for its files, of the catalog and the repository for files of entities.
#[derive(Clone, Debug)]
pub(crate) struct Context<'c> {
    /// Empty where only files of entities are checked.
    pub model: &'c Model,
    /// The resources that references lead to: those of the model, and of the portal where one was asked.
    pub resources: &'c dyn Resources,
    /// Whether these are all that the portal has, so that any other does not exist.
    pub complete: bool,
    /// The names of all variables.
    pub variables: &'c Variables,
    /// What is known of blueprints; none where nothing is.
    pub catalog: Option<&'c Catalog>,
    pub files: &'c dyn Files,
    pub provider: Provider,
    /// What a portal said of entities that it was asked about; none where none was.
    pub refusals: Option<&'c Refusals>,
    pub(in crate::lint) running: Vec<&'static str>,
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
            running: Vec::new(),
        }
    }

    /// Whether the rule of that name runs, and knows what it needs to.
    pub(crate) fn runs(&self, rule: &str) -> bool {
        self.running.contains(&rule)
    }

    pub(crate) fn mentions(&self, declaration: &Declaration) -> Vec<Reference> {
        let key = declaration.key.as_ref();
        key.map_or_else(Vec::new, |key| key.references(&declaration.body, self.resources))
    }
}
