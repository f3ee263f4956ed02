//! What is not as it should be among an entity's properties and relations.

use crate::ground::path::Path;
use crate::ground::source::Span;
use crate::kind::blueprint::{PROPERTIES, RELATIONS};
use crate::lint::port::query;
use crate::model::catalog::{Computed, Property, Relation};
use crate::yaml::schema::ViolationKind;
use crate::yaml::tree::Node;

/// A part of an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// `properties`.
    Properties,
    /// `relations`.
    Relations,
}

impl Section {
    /// Its key.
    pub fn word(self) -> &'static str {
        match self {
            Self::Properties => "properties",
            Self::Relations => "relations",
        }
    }

    /// Where a blueprint declares its members.
    pub fn path(self) -> &'static [&'static str] {
        match self {
            Self::Properties => PROPERTIES,
            Self::Relations => RELATIONS,
        }
    }

    /// What one of its members is.
    pub fn member(self) -> &'static str {
        match self {
            Self::Properties => "property",
            Self::Relations => "relation",
        }
    }
}

/// One thing that is not as it should be.
#[derive(Clone, Debug)]
pub struct Anomaly<'d> {
    /// Where it is.
    pub section: Section,
    /// The key of the member.
    pub key: Node<'d>,
    /// The value, or the part of it that is meant.
    pub value: Node<'d>,
    /// Whether that is all of the value.
    pub is_whole: bool,
    /// The exact bytes.
    pub at: Span,
    /// The property, where it is known.
    pub property: Option<&'d Property>,
    /// The relation, where it is known.
    pub relation: Option<&'d Relation>,
    /// What it is.
    pub what: AnomalyKind<'d>,
}

/// What can be strange.
#[derive(Clone, Debug)]
pub enum AnomalyKind<'d> {
    /// A template's placeholder.
    Placeholder(&'d str),
    /// An identifier of the sample that Port's page offers.
    Sample,
    /// jq of an integration's mapping.
    Jq,
    /// A text that names a file of the repository: `file://…`.
    File(&'d str),
    /// A key with a character in it that cannot be seen.
    OddKey,
    /// A key of the entity itself, a level too deep.
    TooDeep,
    /// A relation among the properties, or a property among the relations.
    OtherSection,
    /// A key that the blueprint does not declare.
    Unknown,
    /// A property that Port computes.
    Computed(Computed),
    /// Null where a value must be.
    NullRequired,
    /// Null, which clears the value.
    Cleared,
    /// A date where a date with a time must be.
    BareDate,
    /// One value where a list must be.
    NotAList,
    /// A list where one value must be.
    NotOne,
    /// A value that the property refuses.
    Refused(ViolationKind, Path),
    /// A relation to something that cannot be an entity's identifier.
    NoIdentifier,
    /// A search with this mistake.
    Query(query::Mistake),
}
