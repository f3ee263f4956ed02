//! What a rule is.

use std::cell::OnceCell;

use crate::ground::finding::{Finding, Severity};
use crate::ground::source::Place;
use crate::kind::{Reference, World};
use crate::lint::port::{Allowance, Document, Entity, Index, Lint};
use crate::model::{Declaration, Model, ModelFile, Variables};

/// One fault that is looked for.
#[derive(Debug)]
pub struct Rule {
    /// The fault, in kebab-case, read after "allow".
    pub name: &'static str,
    /// How much a finding matters unless a project says otherwise.
    pub severity: Severity,
    /// The page that explains it: what `explain` prints and what its test runs.
    pub page: &'static str,
    /// What looks for it.
    pub check: Check,
}

/// What a rule looks at.
#[derive(Debug)]
pub enum Check {
    /// Each file of a model, before anybody asks what it declares.
    ModelFile(fn(&ModelFile, &mut Vec<Finding>)),
    /// Each resource that a model declares.
    Declaration(fn(&Declaration, &Context<'_>, &mut Vec<Finding>)),
    /// The model as a whole.
    Model(fn(&Context<'_>, &mut Vec<Finding>)),
    /// Each file of entities.
    Document(fn(&Document<'_>, &Lint<'_>, &mut Vec<Finding>)),
    /// Each entity.
    Entity(fn(&Entity<'_>, &Lint<'_>, &mut Vec<Finding>)),
    /// All files of entities together.
    Repository(fn(&Index<'_>, &Lint<'_>, &mut Vec<Finding>)),
    /// Each comment that allowed nothing, and where it is.
    Allowance(fn(&Allowance, &Place, &Lint<'_>, &mut Vec<Finding>)),
}

/// What a rule may know beside what it looks at.
pub struct Context<'c> {
    /// The model.
    pub model: &'c Model,
    /// The resources that references lead to: those of the model, and of the portal where one was asked.
    pub world: &'c dyn World,
    /// Whether the world is all that a portal holds, so that what it lacks does not exist.
    pub complete: bool,
    /// The names of all variables.
    pub variables: &'c Variables,
    /// What each declaration mentions, found when it is first asked for: many rules look at the same mentions.
    mentions: Vec<OnceCell<Vec<Reference>>>,
}

impl<'c> Context<'c> {
    /// What rules may know of a model.
    pub fn new(model: &'c Model, world: &'c dyn World, complete: bool, variables: &'c Variables) -> Self {
        let mentions = model.declarations.iter().map(|_| OnceCell::new()).collect();
        Self { model, world, complete, variables, mentions }
    }

    /// What a declaration of the model mentions that must exist elsewhere; nothing if it does not say what it is.
    pub fn mentions(&self, declaration: &Declaration) -> &[Reference] {
        let Some(key) = &declaration.key else { return &[] };
        let find = || key.references(&declaration.body, self.world);
        self.mentions.get(declaration.place).map_or(&[], |cell| cell.get_or_init(find))
    }
}

impl Rule {
    /// A finding of this rule.
    pub fn at(&self, place: Place, message: impl Into<String>) -> Finding {
        Finding::new(self.name, self.severity, place, message)
    }
}
