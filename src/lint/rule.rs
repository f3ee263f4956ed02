//! What a rule is.

pub(crate) use crate::ground::finding::{Finding, Fix, Severity};
use crate::ground::path::Path;
use crate::ground::source::Location;
use crate::kind::Role;
use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Document, Entity, Field, Index, UnusedAllowance};
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
    pub(crate) check: Check,
    pub(crate) needs: Need,
    /// Whether it checks names alone, and no value of an entity.
    pub(crate) names_only: bool,
    /// Whether an entity or a model file that it reports is not worth another finding.
    pub(crate) is_exclusive: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    Nothing,
    Catalog,
    AllFiles,
    /// What a portal answered when it was asked to take the entities.
    PortalAnswers,
}

pub(crate) type ModelFileCheck = fn(&ModelFile, &mut Vec<Finding>);
pub(crate) type DeclarationCheck = fn(&Declaration, &Context<'_>, &mut Vec<Finding>);
/// Names what mentions another resource, from the path of the field: "relation `domain`".
pub(crate) type MentionSubject = fn(&Path) -> String;
pub(crate) type ModelCheck = fn(&Context<'_>, &mut Vec<Finding>);
pub(crate) type DocumentCheck = fn(&Document<'_>, &mut Vec<Finding>);
pub(crate) type EntityCheck = fn(&Entity<'_>, &Context<'_>, &mut Vec<Finding>);
pub(crate) type KeyCheck = fn(Field<'_>, &Entity<'_>, &Context<'_>) -> Option<Finding>;
pub(crate) type ValueCheck = fn(&Anomaly<'_>, &Entity<'_>, &Context<'_>) -> Option<Finding>;
pub(crate) type RepositoryCheck = fn(&Index<'_>, &Context<'_>, &mut Vec<Finding>);
pub(crate) type AllowanceCheck = fn(UnusedAllowance<'_>) -> Finding;

/// What a rule checks. The engine walks through files, and hands each rule the one thing that it is about.
#[derive(Debug)]
pub(crate) enum Check {
    /// Each fault in a text whose name is the rule's. The parser has worded it.
    Fault,
    ModelFile(ModelFileCheck),
    Declaration(DeclarationCheck),
    /// Each mention, in this role, of something that does not exist.
    Mention(Role, MentionSubject),
    Model(ModelCheck),
    Document(DocumentCheck),
    Entity(EntityCheck),
    /// Each key of an entity that Port does not have.
    Key(KeyCheck),
    Value(&'static [AnomalyKind], ValueCheck),
    Repository(RepositoryCheck),
    Allowance(AllowanceCheck),
    Several(&'static [Check]),
}

impl Rule {
    pub(crate) const fn error(name: &'static str, page: &'static str, check: Check) -> Self {
        Self::new(name, Severity::Error, page, check)
    }

    pub(crate) const fn warning(name: &'static str, page: &'static str, check: Check) -> Self {
        Self::new(name, Severity::Warning, page, check)
    }

    /// A rule that does not run unless a project or `--pedantic` says so.
    pub(crate) const fn info(name: &'static str, page: &'static str, check: Check) -> Self {
        Self::new(name, Severity::Info, page, check)
    }

    /// The rule for faults in a text that have the name of this one.
    pub(crate) const fn fault(kind: FaultKind, page: &'static str) -> Self {
        Self::new(kind.name(), Severity::Error, page, Check::Fault)
    }

    const fn new(name: &'static str, severity: Severity, page: &'static str, check: Check) -> Self {
        Self { name, severity, page, check, needs: Need::Nothing, names_only: false, is_exclusive: false }
    }

    pub(crate) const fn needs(self, needs: Need) -> Self {
        Self { needs, ..self }
    }

    pub(crate) const fn names_only(self) -> Self {
        Self { names_only: true, ..self }
    }

    /// The same rule, after which nothing else is worth reporting in an entity.
    pub(crate) const fn exclusive(self) -> Self {
        Self { is_exclusive: true, ..self }
    }

    pub(crate) fn at(&self, place: Location, message: impl Into<String>) -> Finding {
        Finding::new(self.name, self.severity, place, message)
    }
}
