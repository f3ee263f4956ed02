//! The form of a self-service action: its inputs, and the places that name them.

use serde_json::{Map, Value};

use crate::ground::closest::closest;
use crate::ground::finding::Finding;
use crate::ground::path::Path;
use crate::lint::reference::listed;
use crate::lint::rule::Rule;
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
    Path::of(&["trigger", "userInputs"])
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

/// Adds a finding for each text of a list that names none of these.
pub fn report_anomalies(
    rule: &Rule,
    declaration: &Declaration,
    list: (&Path, Option<&Value>),
    known: &[&str],
    subject: &str,
    found: &mut Vec<Finding>,
) {
    let (at, names) = list;
    for (nth, name) in names.and_then(Value::as_array).into_iter().flatten().enumerate() {
        let Some(name) = name.as_str().filter(|name| !known.contains(name)) else { continue };
        let at = at.then(nth);
        if crate::lint::reference::is_undefined(declaration, &at) {
            continue;
        }
        let finding = rule.at(declaration.value(&at), format!("{subject} names `{name}`, which is no input"));
        found.push(finding.label("no such input").help(remedy(name, known)));
    }
}

/// What to type for a name that is no input.
pub fn remedy(name: &str, known: &[&str]) -> String {
    match closest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "the form has no inputs".to_owned(),
        None => format!("the form has {}", listed(known)),
    }
}
