//! The form of a self-service action: its inputs, and the places that name them.

use serde_json::{Map, Value};

use crate::ground::path::Path;
use crate::model::Declaration;

/// The form of one action.
#[derive(Clone, Copy, Debug)]
pub struct Form<'d> {
    /// All of `userInputs`.
    pub stated: &'d Map<String, Value>,
    /// The inputs, by identifier.
    pub inputs: &'d Map<String, Value>,
}

/// Where the form is in an action's body.
pub fn at() -> Path {
    Path::from_keys(&["trigger", "userInputs"])
}

impl<'d> Form<'d> {
    /// The form that a declaration states; none of what has no form.
    pub fn of(declaration: &'d Declaration) -> Option<Self> {
        let stated = at().find(&declaration.body)?.as_object()?;
        Some(Self { stated, inputs: stated.get("properties")?.as_object()? })
    }

    /// The identifiers of the inputs.
    pub fn names(&self) -> Vec<&'d str> {
        self.inputs.keys().map(String::as_str).collect()
    }

    /// The headings between the inputs.
    pub fn titles(&self) -> Vec<&'d str> {
        let titles = self.stated.get("titles").and_then(Value::as_object);
        titles.into_iter().flat_map(Map::keys).map(String::as_str).collect()
    }
}
