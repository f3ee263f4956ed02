//! A `file://` where it stays a text.

use crate::ground::finding::Finding;
use crate::lint::port::{Anomaly, AnomalyKind, Context, Entity, Section};
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule::warning(
    "file-in-unresolved-place",
    include_str!("file_in_unresolved_place.md"),
    Check::Value(&[AnomalyKind::FileNotRead], check),
);

fn check(anomaly: &Anomaly<'_>, _: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    let provider = context.provider;
    let what = match (anomaly.section, anomaly.is_whole) {
        (Section::Relations, _) => "a relation",
        (Section::Properties, false) => "a list",
        (Section::Properties, true) => "a property",
    };
    let (message, help) = if provider.reads_properties() {
        let message = format!("providers read files for properties alone, so in {what} this stays a text");
        (message, "put it directly under a property of its own")
    } else {
        let message = format!("`{}` reads no files for properties, so in {what} this stays a text", provider.name);
        (message, "write the text here, or let the integration's mapping read the file")
    };
    Some(RULE.at(anomaly.place(), message).label("not read").help(help))
}
