//! The form of a self-service action: its inputs, and the places that name them.

use serde_json::{Map, Value};

use crate::ground::path::Path;
use crate::kind::blueprint::PROPERTIES;
use crate::model::Declaration;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Form<'d> {
    /// All of `userInputs`.
    pub stated: &'d Map<String, Value>,
    pub inputs: &'d Map<String, Value>,
}

pub(crate) fn at() -> Path {
    Path::from_keys(&["trigger", "userInputs"])
}

/// Returns the properties of a blueprint or the inputs of an action: the path and the schema of each.
pub(crate) fn property_schemas(body: &Value) -> impl Iterator<Item = (Path, &Value)> {
    [Path::from_keys(PROPERTIES), at().child("properties")].into_iter().flat_map(move |section| {
        section.members(body).map(move |(name, schema)| (section.child(name.as_str()), schema))
    })
}

impl<'d> Form<'d> {
    pub(crate) fn of(declaration: &'d Declaration) -> Option<Self> {
        let stated = at().find(&declaration.body)?.as_object()?;
        Some(Self { stated, inputs: stated.get("properties")?.as_object()? })
    }

    pub(crate) fn names(&self) -> Vec<&'d str> {
        self.inputs.keys().map(String::as_str).collect()
    }

    /// The headings between the inputs.
    pub(crate) fn titles(&self) -> Vec<&'d str> {
        let titles = self.stated.get("titles").and_then(Value::as_object);
        titles.into_iter().flat_map(Map::keys).map(String::as_str).collect()
    }
}
