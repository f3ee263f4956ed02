//! Wording for names of inputs that a form does not have.

use serde_json::Value;

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::lint::model::{Declaration, is_undefined};
use crate::lint::names::listed;
use crate::lint::rule::{Finding, Rule};

/// Adds a finding for each name in a list that is not one of these.
pub(crate) fn report_unknown_inputs(
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
        let at = at.child(nth);
        if is_undefined(declaration, &at) {
            continue;
        }
        let finding = rule.at(declaration.value(&at), format!("{subject} `{name}`, which is not an input"));
        found.push(finding.label("no such input").help(remedy(name, known)));
    }
}

/// Returns the help for a name that is not an input.
pub(crate) fn remedy(name: &str, known: &[&str]) -> String {
    match closest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "the form has no inputs".to_owned(),
        None => format!("the form has {}", listed(known)),
    }
}
