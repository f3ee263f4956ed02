//! The data that a change of a resource can lose.

use serde_json::Value;

use crate::ground::path::Path;

/// Data that a change can lose.
#[derive(Clone, Debug, PartialEq)]
pub struct Loss {
    /// The data, as a sentence without a subject: "removes property `tier` and its values".
    pub message: String,
    /// The entities that are affected, if the change is one of a blueprint and only some of its entities can be.
    pub affected: Option<Affected>,
}

impl Loss {
    /// A loss of other data than that of entities, or of data that Port computes again.
    pub(crate) fn of(message: impl Into<String>) -> Self {
        Self { message: message.into(), affected: None }
    }

    pub(crate) fn affecting(message: String, affected: Affected) -> Self {
        Self { message, affected: Some(affected) }
    }
}

/// Which entities of a blueprint a change affects. Paths lead to a field of an entity: `properties.tier`.
#[derive(Clone, Debug, PartialEq)]
pub enum Affected {
    /// Those that have a value of this field.
    With(Path),
    /// Those that lack a value of one of these fields.
    Without(Vec<Path>),
    /// Those with one of these values, or with a list that has one of them.
    Options(Path, Vec<Value>),
    /// Those with a value that this JSON Schema does not accept.
    Unfit(Path, Value),
    /// Those with more than one value.
    Several(Path),
}

impl Affected {
    /// Returns the fields of an entity that decide whether it is affected.
    pub(crate) fn fields(&self) -> &[Path] {
        match self {
            Self::Without(fields) => fields,
            Self::With(field) | Self::Options(field, _) | Self::Unfit(field, _) | Self::Several(field) => {
                std::slice::from_ref(field)
            }
        }
    }

    pub(crate) fn fields_mut(&mut self) -> &mut [Path] {
        match self {
            Self::Without(fields) => fields,
            Self::With(field) | Self::Options(field, _) | Self::Unfit(field, _) | Self::Several(field) => {
                std::slice::from_mut(field)
            }
        }
    }
}
