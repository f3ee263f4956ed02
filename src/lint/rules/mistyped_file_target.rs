//! A `file://` for a property that holds no text.

use crate::ground::finding::Finding;
use crate::kind::blueprint::PROPERTIES;
use crate::lint::port::{Anomaly, AnomalyKind, Context, Entity};
use crate::lint::rule::{Check, Rule};
use crate::lint::wording::value::declared_here;

pub(super) const RULE: Rule = Rule::warning(
    "mistyped-file-target",
    include_str!("mistyped_file_target.md"),
    Check::Value(AnomalyKind::FILES, check),
);

fn check(anomaly: &Anomaly<'_>, entity: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    let (name, sort) = (anomaly.name(), anomaly.property?.sort.as_deref().unwrap_or("string"));
    let message = match sort {
        "number" | "boolean" => format!("a file is a text, and `{name}` holds a {sort}"),
        "string" if anomaly.text().ends_with(".json") => {
            format!("some providers make a map of a JSON file, and `{name}` holds a text")
        }
        _ => return None,
    };
    let finding = RULE.at(anomaly.place(), message).label("of another type");
    let finding = finding.help("write the value itself, or give the property the type of the file");
    Some(declared_here(finding, entity, context, PROPERTIES, name))
}
