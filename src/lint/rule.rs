//! The definition of a rule.

pub(crate) use crate::ground::finding::{Finding, Fix, Severity};
use crate::ground::path::Path;
use crate::ground::shared_text::SharedText;
use crate::ground::source::Location;
use crate::kind::Role;
use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Document, Entity, Field, Index, UnusedAllowance};
use crate::model::{Declaration, ModelFile};
use crate::yaml::fault::FaultKind;

/// A rule that checks for one kind of mistake.
#[derive(Debug)]
pub struct Rule {
    /// The name of the mistake in kebab-case, which reads well after "allow".
    pub name: &'static str,
    /// The severity of its findings, unless a project changes it.
    pub severity: Severity,
    /// Its page, which `explain` prints and the tests run.
    pub page: &'static str,
    pub(crate) check: Check,
    pub(crate) needs: Need,
    /// Whether it checks only names, not the values of an entity.
    pub(crate) names_only: bool,
    /// Whether other findings in an entity or model file that it reports are dropped.
    pub(crate) is_exclusive: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    Nothing,
    Catalog,
    AllFiles,
    /// The portal's refusals of entities.
    PortalAnswers,
    /// The entities of an earlier revision.
    Earlier,
}

pub(crate) type ModelFileCheck = fn(&ModelFile, &mut Vec<Finding>);
pub(crate) type DeclarationCheck = fn(&Declaration, &Context<'_>, &mut Vec<Finding>);
/// Returns a name for the field at a path that refers to another resource: "relation `domain`".
pub(crate) type MentionSubject = fn(&Path) -> String;
pub(crate) type ModelCheck = fn(&Context<'_>, &mut Vec<Finding>);
pub(crate) type DocumentCheck = fn(&Document<'_>, &mut Vec<Finding>);
pub(crate) type EntityCheck = fn(&Entity<'_>, &Context<'_>, &mut Vec<Finding>);
pub(crate) type KeyCheck = fn(Field<'_>, &Entity<'_>, &Context<'_>) -> Option<Finding>;
pub(crate) type ValueCheck = fn(&Anomaly<'_>, &Entity<'_>, &Context<'_>) -> Option<Finding>;
pub(crate) type RepositoryCheck = fn(&Index<'_>, &Context<'_>, &mut Vec<Finding>);
pub(crate) type AllowanceCheck = fn(UnusedAllowance<'_>) -> Finding;

/// What a rule checks. The engine walks through files, and passes each rule the elements that it checks.
#[derive(Debug)]
pub(crate) enum Check {
    /// Each syntax fault with the rule's name. The message is the parser's.
    Fault,
    ModelFile(ModelFileCheck),
    Declaration(DeclarationCheck),
    /// Each reference in this role to something that does not exist.
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

    /// Creates a rule that runs only if a project or `--pedantic` enables it.
    pub(crate) const fn info(name: &'static str, page: &'static str, check: Check) -> Self {
        Self::new(name, Severity::Info, page, check)
    }

    /// Creates the rule for syntax faults of this kind.
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

    /// Makes the rule exclusive: other findings in an entity that it reports are dropped.
    pub(crate) const fn exclusive(self) -> Self {
        Self { is_exclusive: true, ..self }
    }

    pub(crate) fn at(&self, place: Location, message: impl Into<SharedText>) -> Finding {
        Finding::new(self.name, self.severity, place, message)
    }
}
