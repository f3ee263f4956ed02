//! A `file://` at a place where providers do not resolve it.

use crate::lint::context::Context;
use crate::lint::port::{Anomaly, AnomalyKind, Entity, Section};
use crate::lint::rule::{Check, Finding, Rule};

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
        let message =
            format!("providers resolve `file://` only directly under `properties`; in {what} it stays plain text");
        (message, "make it the value of its own property")
    } else {
        let message = format!("`{}` does not resolve `file://` in properties; this stays plain text", provider.name);
        (message, "write the text here, or read the file in the integration's mapping")
    };
    Some(RULE.at(anomaly.place(), message).label("not resolved").help(help))
}
