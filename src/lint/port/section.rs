//! The sections of an entity.

use crate::kind::blueprint::{PROPERTIES, RELATIONS};
use crate::model::catalog::Blueprint;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Properties,
    Relations,
}

impl Section {
    pub(crate) const ALL: [Self; 2] = [Self::Properties, Self::Relations];

    fn choose<T>(self, properties: T, relations: T) -> T {
        match self {
            Self::Properties => properties,
            Self::Relations => relations,
        }
    }

    pub(crate) fn word(self) -> &'static str {
        self.choose("properties", "relations")
    }

    /// Where a blueprint declares its members.
    pub(crate) fn path(self) -> &'static [&'static str] {
        self.choose(PROPERTIES, RELATIONS)
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
        self.choose(Self::Relations, Self::Properties)
    }

    /// Returns the word for one member.
    pub(crate) fn member(self) -> &'static str {
        self.choose("property", "relation")
    }
}
