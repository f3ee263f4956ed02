//! Anomalies among an entity's properties and relations.

use crate::ground::path::Path;
use crate::ground::source::{Location, Span};
use crate::kind::search::Mistake;
use crate::lint::port::section::Section;
use crate::lint::port::target::ResolvedTarget;
use crate::model::catalog::{Computed, Property, Relation};
use crate::yaml::schema::ViolationKind;
use crate::yaml::tree::Node;

#[derive(Clone, Debug)]
pub(crate) struct Anomaly<'d> {
    pub kind: AnomalyKind,
    pub section: Section,
    pub key: Node<'d>,
    /// The value, or the part of it that is anomalous.
    pub value: Node<'d>,
    /// Whether `value` is the entire value.
    pub is_whole: bool,
    pub at: Span,
    pub property: Option<&'d Property>,
    pub relation: Option<&'d Relation>,
    pub detail: Detail<'d>,
}

impl<'d> Anomaly<'d> {
    pub(crate) fn name(&self) -> &'d str {
        self.key.key_text()
    }

    pub(crate) fn place(&self) -> Location {
        Location::new(self.key.tree().file(), self.at)
    }

    /// The value's text, or an empty string if it is not a string.
    pub(crate) fn text(&self) -> &'d str {
        self.value.as_str().unwrap_or_default()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AnomalyKind {
    Placeholder,
    /// A relation to an entity of Port's sample file.
    Sample,
    /// jq of an integration's mapping.
    Jq,
    /// `file://…` at a place where the provider does not resolve it.
    FileNotRead,
    FileOutside,
    FileMissing,
    /// `file://…` to a missing file that exists relative to another provider's base folder.
    FileElsewhere,
    /// `file://…` to a file that Port cannot accept.
    FileUnusable,
    /// `file://…` to a file that exists or cannot be checked.
    FileFound,
    /// A key that contains an invisible character.
    InvisibleCharacter,
    /// A key of the entity itself, one level too deep.
    TooDeep,
    /// A relation among the properties, or a property among the relations.
    WrongSection,
    UnknownProperty,
    UnknownRelation,
    Computed,
    NullRequired,
    /// Null, which clears the value.
    Cleared,
    BareDate,
    PropertyNotAList,
    PropertyNotSingle,
    RelationNotAList,
    RelationNotSingle,
    WrongType,
    NotAnOption,
    WrongFormat,
    BrokenConstraint,
    NotAnIdentifier,
    BadSearch,
}

impl AnomalyKind {
    pub(crate) const FILES: &[Self] = &[
        Self::FileNotRead,
        Self::FileOutside,
        Self::FileMissing,
        Self::FileElsewhere,
        Self::FileUnusable,
        Self::FileFound,
    ];

    pub(crate) const COUNT: usize = Self::BadSearch as usize + 1;
}

#[derive(Clone, Debug)]
pub(crate) enum Detail<'d> {
    None,
    Placeholder(&'d str),
    File(ResolvedTarget),
    Computed(Computed),
    /// The violation of the property's schema, and its place inside the value.
    Violation(ViolationKind, Path),
    Search(Mistake),
}
