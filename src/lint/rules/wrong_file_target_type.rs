//! A `file://` for a property that is not a string.

use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Entity};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::value::declared_here;

pub(super) const RULE: Rule = Rule::warning(
    "wrong-file-target-type",
    include_str!("wrong_file_target_type.md"),
    Check::Value(AnomalyKind::FILES, check),
);

fn check(anomaly: &Anomaly<'_>, entity: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    let (name, type_name) = (anomaly.name(), anomaly.property?.type_name.as_deref().unwrap_or("string"));
    let message = match type_name {
        "number" | "boolean" => format!("`{name}` must be a {type_name}, but the content of a file is a string"),
        "string" if anomaly.text().ends_with(".json") => {
            format!("`{name}` must be a string, but some providers parse a JSON file into a map")
        }
        _ => return None,
    };
    let finding = RULE.at(anomaly.place(), message).label("wrong type");
    let finding = finding.help("write the value itself, or change the property's type to match the file");
    Some(declared_here(finding, entity, context, anomaly.section.path(), name))
}
