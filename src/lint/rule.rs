//! What a rule is.

use crate::ground::finding::{Finding, Severity};
use crate::ground::path::Path;
use crate::ground::source::Location;
use crate::kind::Role;
use crate::lint::model::ModelContext;
use crate::lint::port::{Anomaly, AnomalyKind, Context, Document, Entity, Field, Index, UnusedAllowance};
use crate::model::{Declaration, ModelFile};
use crate::yaml::fault::FaultKind;

/// One mistake that is looked for.
#[derive(Debug)]
pub struct Rule {
    /// The mistake, in kebab-case, read after "allow".
    pub name: &'static str,
    /// How much a finding matters unless a project says otherwise.
    pub severity: Severity,
    /// The page that explains it: what `explain` prints and what its test runs.
    pub page: &'static str,
    /// What looks for it.
    pub check: Check,
    /// What must be known before it can run.
    pub needs: Need,
    /// Whether it checks names alone, and no value of an entity.
    pub names_only: bool,
    /// Whether an entity or a file of a model that it reports is not worth another finding.
    pub is_exclusive: bool,
}

/// What must be known before a rule can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing but the text that is checked.
    Nothing,
    /// The blueprints that a portal has.
    Catalog,
    /// All files of the repository.
    AllFiles,
    /// What a portal answered when it was asked to take the entities.
    PortalAnswers,
}

/// Checks one file of a model.
pub(crate) type ModelFileCheck = fn(&ModelFile, &mut Vec<Finding>);
/// Checks one resource that a model declares.
pub(crate) type DeclarationCheck = fn(&Declaration, &ModelContext<'_>, &mut Vec<Finding>);
/// Names what mentions another resource, from the path of the field: "relation `domain`".
pub(crate) type MentionSubject = fn(&Path) -> String;
/// Checks a whole model.
pub(crate) type ModelCheck = fn(&ModelContext<'_>, &mut Vec<Finding>);
/// Checks one file of entities.
pub(crate) type DocumentCheck = fn(&Document<'_>, &mut Vec<Finding>);
/// Checks one entity.
pub(crate) type EntityCheck = fn(&Entity<'_>, &Context<'_>, &mut Vec<Finding>);
/// Checks one key of an entity that Port does not have.
pub(crate) type KeyCheck = fn(Field<'_>, &Entity<'_>, &Context<'_>) -> Option<Finding>;
/// Words one anomaly of an entity's properties and relations.
pub(crate) type ValueCheck = fn(&Anomaly<'_>, &Entity<'_>, &Context<'_>) -> Option<Finding>;
/// Checks all files of a repository together.
pub(crate) type RepositoryCheck = fn(&Index<'_>, &Context<'_>, &mut Vec<Finding>);
/// Words one comment that allowed nothing.
pub(crate) type AllowanceCheck = fn(UnusedAllowance<'_>) -> Finding;

/// What a rule checks. The engine walks through files, and hands each rule the one thing that it is about.
#[derive(Debug)]
pub enum Check {
    /// Each fault in a text whose name is the rule's. The parser has worded it.
    Fault,
    /// Each file of a model.
    ModelFile(ModelFileCheck),
    /// Each resource that a model declares.
    Declaration(DeclarationCheck),
    /// Each mention, in this role, of something that does not exist.
    Mention(Role, MentionSubject),
    /// The model as a whole.
    Model(ModelCheck),
    /// Each file of entities.
    Document(DocumentCheck),
    /// Each entity.
    Entity(EntityCheck),
    /// Each key of an entity that Port does not have.
    Key(KeyCheck),
    /// Each anomaly of these kinds.
    Value(&'static [AnomalyKind], ValueCheck),
    /// All files of entities together.
    Repository(RepositoryCheck),
    /// Each comment that allowed nothing.
    Allowance(AllowanceCheck),
    /// Several things.
    Several(&'static [Check]),
}

impl Rule {
    /// A rule whose findings are errors unless a project says otherwise.
    pub const fn error(name: &'static str, page: &'static str, check: Check) -> Self {
        Self::new(name, Severity::Error, page, check)
    }

    /// A rule whose findings are warnings unless a project says otherwise.
    pub const fn warning(name: &'static str, page: &'static str, check: Check) -> Self {
        Self::new(name, Severity::Warning, page, check)
    }

    /// A rule that does not run unless a project or `--pedantic` says so.
    pub const fn info(name: &'static str, page: &'static str, check: Check) -> Self {
        Self::new(name, Severity::Info, page, check)
    }

    /// The rule for faults in a text that have the name of this one.
    pub const fn fault(kind: FaultKind, page: &'static str) -> Self {
        Self::new(kind.name(), Severity::Error, page, Check::Fault)
    }

    const fn new(name: &'static str, severity: Severity, page: &'static str, check: Check) -> Self {
        Self { name, severity, page, check, needs: Need::Nothing, names_only: false, is_exclusive: false }
    }

    /// The same rule, that runs only where this is known.
    pub const fn needs(self, needs: Need) -> Self {
        Self { needs, ..self }
    }

    /// The same rule, known to check names alone.
    pub const fn names_only(self) -> Self {
        Self { names_only: true, ..self }
    }

    /// The same rule, after which nothing else is worth reporting in an entity.
    pub const fn exclusive(self) -> Self {
        Self { is_exclusive: true, ..self }
    }

    /// A finding of this rule.
    pub fn at(&self, place: Location, message: impl Into<String>) -> Finding {
        Finding::new(self.name, self.severity, place, message)
    }
}
