//! What is not as it should be among an entity's properties and relations.

use crate::ground::path::Path;
use crate::ground::source::{Location, Span};
use crate::lint::port::query;
use crate::lint::port::section::Section;
use crate::lint::port::target::Leads;
use crate::model::catalog::{Computed, Property, Relation};
use crate::yaml::schema::ViolationKind;
use crate::yaml::tree::Node;

#[derive(Clone, Debug)]
pub(crate) struct Anomaly<'d> {
    pub kind: AnomalyKind,
    pub section: Section,
    pub key: Node<'d>,
    /// The value, or the part of it that is meant.
    pub value: Node<'d>,
    /// Whether that is all of the value.
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

    /// The text that stands there; empty where it is none.
    pub(crate) fn text(&self) -> &'d str {
        self.value.as_str().unwrap_or_default()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AnomalyKind {
    Placeholder,
    /// A relation to an entity of the sample that Port's page offers.
    Sample,
    /// jq of an integration's mapping.
    Jq,
    /// `file://…` where the provider reads no files.
    FileNotRead,
    FileOutside,
    FileMissing,
    /// `file://…` that leads to no file, but would from where other providers start.
    FileElsewhere,
    /// `file://…` that leads to a file which Port cannot take.
    FileUnfit,
    /// `file://…` that leads to a file, as far as is known.
    FileFound,
    /// A key with a character in it that cannot be seen.
    OddKey,
    /// A key of the entity itself, a level too deep.
    TooDeep,
    /// A relation among the properties, or a property among the relations.
    OtherSection,
    UnknownProperty,
    UnknownRelation,
    Computed,
    NullRequired,
    /// Null, which clears the value.
    Cleared,
    BareDate,
    PropertyNotAList,
    PropertyNotOne,
    RelationNotAList,
    RelationNotOne,
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
        Self::FileUnfit,
        Self::FileFound,
    ];

    pub(crate) const COUNT: usize = Self::BadSearch as usize + 1;
}

#[derive(Clone, Debug)]
pub(crate) enum Detail<'d> {
    None,
    Placeholder(&'d str),
    File(Leads),
    Computed(Computed),
    /// What the property's schema refuses, and where inside the value.
    Violation(ViolationKind, Path),
    Search(query::Mistake),
}
