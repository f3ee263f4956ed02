//! The forms of actions and workflows: their inputs, and the places that name them.

use serde_json::{Map, Value};

use crate::ground::path::{Path, Segment};
use crate::kind::blueprint::PROPERTIES;
use crate::kind::places::values;
use crate::model::Declaration;

#[derive(Clone, Debug)]
pub(crate) struct Form<'d> {
    /// The path of `userInputs`.
    pub at: Path,
    /// All of `userInputs`.
    pub stated: &'d Map<String, Value>,
    pub inputs: &'d Map<String, Value>,
}

/// Returns the properties of a blueprint or the inputs of its forms that are wanted: the path and the schema of each.
pub(crate) fn property_schemas(
    declaration: &Declaration,
    is_wanted: fn(&Value) -> bool,
) -> impl Iterator<Item = (Path, &Value)> {
    let forms = Form::all(declaration).into_iter().map(|form| form.at.child("properties"));
    [Path::from_keys(PROPERTIES)].into_iter().chain(forms).flat_map(move |section| {
        let each = section.members(&declaration.body).filter(move |(_, schema)| is_wanted(schema));
        each.map(move |(name, schema)| (section.child(Segment::from(name.as_str())), schema))
    })
}

/// Returns the input that a field of a form belongs to.
pub(crate) fn input(at: &Path) -> Option<&str> {
    let form = at.0.iter().position(|segment| *segment == Segment::from("userInputs"))?;
    at.key(form + 2)
}

impl<'d> Form<'d> {
    /// Returns every form of a declaration.
    pub(crate) fn all(declaration: &'d Declaration) -> Vec<Self> {
        let forms = values(declaration.kind.places.forms, &declaration.body).into_iter();
        forms.filter_map(|(at, form)| Self::new(at, form)).collect()
    }

    fn new(at: Path, form: &'d Value) -> Option<Self> {
        let stated = form.as_object()?;
        Some(Self { at, stated, inputs: stated.get("properties")?.as_object()? })
    }

    /// Returns the path of an input.
    pub(crate) fn input(&self, name: &str) -> Path {
        self.at.child("properties").child(name)
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
