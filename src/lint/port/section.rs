//! The sections of an entity that hold its members.

use crate::kind::blueprint::{PROPERTIES, RELATIONS};
use crate::model::catalog::Blueprint;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Properties,
    Relations,
}

impl Section {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Properties => "properties",
            Self::Relations => "relations",
        }
    }

    /// Where a blueprint declares its members.
    pub(crate) fn path(self) -> &'static [&'static str] {
        match self {
            Self::Properties => PROPERTIES,
            Self::Relations => RELATIONS,
        }
    }

    pub(crate) fn names(self, blueprint: &Blueprint) -> Vec<&str> {
        match self {
            Self::Properties => blueprint.properties.names().collect(),
            Self::Relations => blueprint.relations.names().collect(),
        }
    }

    /// The section in which a blueprint has a member of that name.
    pub(crate) fn of(blueprint: &Blueprint, name: &str) -> Option<Self> {
        if blueprint.properties.get(name).is_some() {
            return Some(Self::Properties);
        }
        blueprint.relations.get(name).map(|_| Self::Relations)
    }

    pub(crate) fn other(self) -> Self {
        match self {
            Self::Properties => Self::Relations,
            Self::Relations => Self::Properties,
        }
    }

    pub(crate) fn member(self) -> &'static str {
        match self {
            Self::Properties => "property",
            Self::Relations => "relation",
        }
    }
}
