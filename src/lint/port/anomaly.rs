//! What is not as it should be among an entity's properties and relations.

use crate::ground::path::Path;
use crate::ground::source::{Location, Span};
use crate::kind::search::Mistake;
use crate::lint::port::section::Section;
use crate::lint::port::target::Leads;
use crate::model::catalog::{Computed, Property, Relation};
use crate::yaml::schema::ViolationKind;
use crate::yaml::tree::Node;

/// One thing that is not as it should be.
#[derive(Clone, Debug)]
pub struct Anomaly<'d> {
    /// What it is.
    pub kind: AnomalyKind,
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
    /// What else is known of it.
    pub detail: Detail<'d>,
}

impl<'d> Anomaly<'d> {
    /// The name of the member.
    pub fn name(&self) -> &'d str {
        self.key.key_text()
    }

    /// The exact place.
    pub fn place(&self) -> Location {
        Location::new(self.key.tree().file(), self.at)
    }

    /// The text that stands there; empty where it is none.
    pub fn text(&self) -> &'d str {
        self.value.as_str().unwrap_or_default()
    }
}

/// The sorts of anomaly. Rules choose by them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnomalyKind {
    /// A template's placeholder.
    Placeholder,
    /// A relation to an entity of the sample that Port's page offers.
    Sample,
    /// jq of an integration's mapping.
    Jq,
    /// `file://…` where the provider reads no files.
    FileNotRead,
    /// `file://…` that leads out of the repository.
    FileOutside,
    /// `file://…` that leads to no file.
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
    /// A property that the blueprint does not declare.
    UnknownProperty,
    /// A relation that the blueprint does not declare.
    UnknownRelation,
    /// A property that Port computes.
    Computed,
    /// Null where a value must be.
    NullRequired,
    /// Null, which clears the value.
    Cleared,
    /// A date where a date with a time must be.
    BareDate,
    /// One value for a property that holds a list.
    PropertyNotAList,
    /// A list for a property that holds one value.
    PropertyNotOne,
    /// One identifier for a relation to many entities.
    RelationNotAList,
    /// A list for a relation to one entity.
    RelationNotOne,
    /// A value of a type that the property does not take.
    WrongType,
    /// A value that is none of the property's options.
    NotAnOption,
    /// A text that is not of the property's format.
    WrongFormat,
    /// A value that breaks another constraint of the property.
    BrokenConstraint,
    /// A relation to something that cannot be an entity's identifier.
    NotAnIdentifier,
    /// A search that Port refuses.
    BadSearch,
}

impl AnomalyKind {
    /// Those of a `file://…`, whatever becomes of it.
    pub const FILES: &[Self] = &[
        Self::FileNotRead,
        Self::FileOutside,
        Self::FileMissing,
        Self::FileElsewhere,
        Self::FileUnfit,
        Self::FileFound,
    ];

    /// How many there are.
    pub const COUNT: usize = Self::BadSearch as usize + 1;
}

/// What is known of an anomaly beside its kind and place.
#[derive(Clone, Debug)]
pub enum Detail<'d> {
    /// Nothing.
    None,
    /// The placeholder.
    Placeholder(&'d str),
    /// Where a `file://` leads.
    File(Leads),
    /// What sort of property Port computes there.
    Computed(Computed),
    /// What the property's schema refuses, and where inside the value.
    Violation(ViolationKind, Path),
    /// What is wrong with a search.
    Search(Mistake),
}
